import { spelling } from "@pipeline/core/spelling";
import { randomUUID } from "node:crypto";
import type { PriceRow } from "./choose";
import type { DatedPrice } from "./dated-file";
import { overlapError } from "./overlap";

/** A row of the catalogue as it will be. `where`: the line of the file that made or met it. */
export type Planned = { price: PriceRow; where?: string; state: "kept" | "changed" | "added" };

/** What an import did: rows that are new, earlier rows it ended, prices it put right, rows that were there already. */
export type PriceImport = { added: number; closed: number; replaced: number; unchanged: number };

/**
 * The catalogue with the rows of a file, in memory. A price without an end is ended where the next one of its kind
 * begins, which takes over its aliases when it names none. Throws a sentence for another price that begins at the same
 * instant, unless it is to be replaced.
 */
export function planImport(
  catalogue: readonly PriceRow[],
  rows: readonly DatedPrice[],
  replace: boolean,
): { planned: Planned[]; done: PriceImport } {
  const kinds = new Map<string, Planned[]>();
  const done: PriceImport = { added: 0, closed: 0, replaced: 0, unchanged: 0 };
  for (const price of catalogue) put(kinds, { price: { ...price }, state: "kept" });
  for (const row of rows.toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1))) {
    const kind = kinds.get(kindOf(row)) ?? [];
    const known = kind.find(({ price }) => price.validFrom === row.validFrom);
    if (known) done[meet(known, row, replace)] += 1;
    else {
      const ended = endBefore(kind, row);
      const aliases = row.aliases.length > 0 ? row.aliases : (ended?.price.aliases ?? []);
      put(kinds, { ...toPlaced({ ...row, aliases }), state: "added" });
      done.added += 1;
      if (ended) done.closed += 1;
    }
  }
  return { planned: [...kinds.values()].flat(), done };
}

function kindOf({ unit, provider, region, purchaseOption, gpuType }: Omit<PriceRow, "id">): string {
  return [unit, provider, region, purchaseOption, gpuType].map(spelling).join("\n");
}

function put(kinds: Map<string, Planned[]>, one: Planned): void {
  const key = kindOf(one.price);
  kinds.set(key, [...(kinds.get(key) ?? []), one]);
}

function meet(known: Planned, row: DatedPrice, replace: boolean): "unchanged" | "replaced" {
  const { price } = known;
  const validTo = row.validTo ?? price.validTo;
  const differs = price.price !== row.price || price.validTo !== validTo;
  // A file never overrules itself.
  if (differs && (!replace || known.where !== undefined)) throw overlapError(known, toPlaced(row));
  // Where a price comes from and what else it is called may be written down later.
  const source = row.source || price.source;
  const aliases = row.aliases.length > 0 ? row.aliases : price.aliases;
  const same = !differs && source === price.source && aliases.join("\n") === price.aliases.join("\n");
  known.where ??= row.where;
  if (same) return "unchanged";
  known.price = { ...price, price: row.price, validTo, source, aliases };
  if (known.state === "kept") known.state = "changed";
  return differs ? "replaced" : "unchanged";
}

function toPlaced({ where, ...price }: DatedPrice): { price: PriceRow; where: string } {
  return { price: { ...price, id: randomUUID() }, where };
}

function endBefore(kind: readonly Planned[], row: DatedPrice): Planned | undefined {
  const open = kind.find(({ price }) => price.validTo === null && price.validFrom < row.validFrom);
  if (!open) return undefined;
  open.price.validTo = row.validFrom;
  if (open.state === "kept") open.state = "changed";
  return open;
}
