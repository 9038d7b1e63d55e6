import { spelling } from "@pipeline/core/spelling";
import { toInstant } from "@pipeline/core/instant";
import { spellings, type PriceRow } from "./choose";

type Placed = { price: PriceRow; where?: string };

/** Throws a sentence that names both rows where one spelling would have two prices of one kind at one instant. */
export function refuseOverlaps(rows: readonly Placed[]): void {
  const called = new Map<string, Placed[]>();
  for (const row of rows) {
    const { unit, provider, region, purchaseOption } = row.price;
    const place = [unit, provider, region, purchaseOption].map(spelling);
    for (const name of new Set(spellings(row.price))) {
      const key = [...place, name].join("\n");
      called.set(key, [...(called.get(key) ?? []), row]);
    }
  }
  for (const [key, same] of called) {
    same.sort((a, b) => (a.price.validFrom < b.price.validFrom ? -1 : 1));
    for (const [i, later] of same.entries()) {
      const earlier = same[i - 1];
      const end = earlier?.price.validTo ?? null;
      if (earlier && (end === null || later.price.validFrom < end)) throw overlapError(earlier, later, key);
    }
  }
}

/** The refusal, in the words of the later line of the file. `key` ends with the spelling both share. */
export function overlapError(a: Placed, b: Placed, key?: string): Error {
  const [one, other] = lineOf(a) > lineOf(b) ? [a, b] : [b, a];
  const name = key?.split("\n").at(-1);
  const alias = [a, b].some(({ price }) => name !== undefined && spelling(price.gpuType) !== name);
  const both = alias ? ` Both are called "${name}".` : "";
  const beside = other.where === undefined ? "" : ` (${other.where})`;
  return new Error(
    `${one.where ?? "The catalogue"}: ${words(one.price)} overlaps ${words(other.price)}${beside}.${both}`,
  );
}

const lineOf = ({ where }: Placed) => Number(where?.split(" ").at(-1) ?? 0);

function words(row: PriceRow): string {
  const { unit, gpuType, price, provider, region, purchaseOption, validFrom, validTo } = row;
  const of = unit === "gb_month" ? "storage" : `"${gpuType}"`;
  const place = [provider, region, purchaseOption].filter((word) => word !== "").join(" · ");
  const from = validFrom < toInstant(0) ? "the beginning" : validFrom;
  return `the price ${price} of ${of}${place && ` (${place})`} from ${from} to ${validTo ?? "further notice"}`;
}
