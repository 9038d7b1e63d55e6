import { spelling } from "@pipeline/core/spelling";
import { toMs } from "@pipeline/core/instant";
import type { prices } from "@pipeline/db/schema";

export type PriceRow = typeof prices.$inferSelect;

/** What to look for: a GPU or instance type at an instant (ms), where and how it is bought as far as known. */
export type PriceQuery = {
  gpuType: string;
  provider?: string | null | undefined;
  region?: string | null | undefined;
  purchaseOption?: string | null | undefined;
  at: number;
};

const DIMENSIONS = ["provider", "region", "purchaseOption"] as const;

/**
 * The most specific of the prices that hold for a query: the provider's own before a general one, among those the
 * region's own, then the purchase option's own; then the name itself before an alias. A price for a provider, region or
 * option that the query does not name never holds for it. Undefined when none does.
 */
export function choosePrice(rows: readonly PriceRow[], query: PriceQuery): string | undefined {
  return rows.filter((row) => holds(row, query)).toSorted((a, b) => order(a, b, query))[0]?.price;
}

function holds(row: PriceRow, query: PriceQuery): boolean {
  const { validFrom, validTo } = row;
  if (toMs(validFrom) > query.at || (validTo !== null && toMs(validTo) <= query.at)) return false;
  if (!spellings(row).includes(spelling(query.gpuType))) return false;
  return DIMENSIONS.every((name) => row[name] === "" || spelling(row[name]) === spelling(query[name] ?? ""));
}

/** Every way a row may be called, compared letter by letter. */
export function spellings({ gpuType, aliases }: Pick<PriceRow, "gpuType" | "aliases">): string[] {
  return [gpuType, ...aliases].map(spelling);
}

function order(a: PriceRow, b: PriceRow, { gpuType }: PriceQuery): number {
  const named = spelling(gpuType);
  const rank = (row: PriceRow) => [
    ...DIMENSIONS.map((name) => Number(row[name] !== "")),
    Number(row.gpuType === gpuType),
    Number(spelling(row.gpuType) === named),
    toMs(row.validFrom),
  ];
  const [left, right] = [rank(a), rank(b)];
  const differing = left.findIndex((value, i) => value !== right[i]);
  if (differing === -1) return a.id < b.id ? -1 : 1;
  return (right[differing] ?? 0) - (left[differing] ?? 0);
}
