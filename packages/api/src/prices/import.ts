import { toInstant } from "@pipeline/core/instant";
import type { Db } from "@pipeline/db";
import { prices } from "@pipeline/db/schema";
import { eq, sql } from "drizzle-orm";
import { readDatedPrices, type DatedPrice } from "./dated-file";

type PriceRow = typeof prices.$inferSelect;

/** What an import did: rows that are new, earlier rows it ended, rows that were there already. */
export type PriceImport = { added: number; closed: number; unchanged: number };

/**
 * Adds the dated prices of a CSV file to the catalogue, all or none. A price without an end is ended where the next
 * one of its kind begins; a second time nothing changes. Throws a sentence that names the line of an overlap.
 */
export async function importPrices(owner: Db, file: string): Promise<PriceImport> {
  const rows = await readDatedPrices(file);
  const done: PriceImport = { added: 0, closed: 0, unchanged: 0 };
  await owner.transaction(async (tx) => {
    // Two imports at once could each add what overlaps with the other.
    await tx.execute(sql`lock table ${prices} in share row exclusive mode`);
    const catalogue = await tx.select().from(prices).where(eq(prices.unit, "gpu_hour"));
    for (const row of rows.toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1))) {
      done[await place(tx, catalogue, row)] += 1;
      if (await endBefore(tx, catalogue, row)) done.closed += 1;
    }
  });
  return done;
}

const KEY = ["provider", "region", "purchaseOption", "gpuType"] as const;
const sameKind = (a: PriceRow, b: DatedPrice) => KEY.every((column) => a[column] === b[column]);

async function place(tx: Db, catalogue: PriceRow[], row: DatedPrice): Promise<"added" | "unchanged"> {
  const kind = catalogue.filter((price) => sameKind(price, row));
  const known = kind.find((price) => price.validFrom === row.validFrom);
  const { where, ...price } = row;
  if (known === undefined) {
    const overlapped = kind.find((other) => overlaps(other, row));
    if (overlapped) throw new Error(`${where}: ${words(row)} overlaps ${words(overlapped)}.`);
    const [added] = await tx
      .insert(prices)
      .values({ unit: "gpu_hour", ...price })
      .returning();
    if (added) catalogue.push(added);
    return "added";
  }
  const sameEnd = row.validTo === null || row.validTo === known.validTo;
  if (known.price !== row.price || !sameEnd) throw new Error(`${where}: ${words(row)} overlaps ${words(known)}.`);
  // Where a price comes from and what else it is called may be written down later.
  const aliases = price.aliases.length > 0 ? price.aliases : known.aliases;
  await tx
    .update(prices)
    .set({ source: price.source || known.source, aliases })
    .where(eq(prices.id, known.id));
  return "unchanged";
}

// What has no end and began before is ended, not overlapped.
function overlaps(other: PriceRow, row: DatedPrice): boolean {
  if (other.validTo === null) return other.validFrom > row.validFrom && startsBefore(other.validFrom, row.validTo);
  return other.validTo > row.validFrom && startsBefore(other.validFrom, row.validTo);
}

function startsBefore(from: string, end: string | null): boolean {
  return end === null || from < end;
}

async function endBefore(tx: Db, catalogue: readonly PriceRow[], row: DatedPrice): Promise<boolean> {
  const open = catalogue.find(
    (price) => sameKind(price, row) && price.validTo === null && price.validFrom < row.validFrom,
  );
  if (!open) return false;
  open.validTo = row.validFrom;
  await tx.update(prices).set({ validTo: row.validFrom }).where(eq(prices.id, open.id));
  return true;
}

function words({ gpuType, price, validFrom, validTo }: Pick<PriceRow, "gpuType" | "price" | "validFrom" | "validTo">) {
  const from = validFrom < toInstant(0) ? "the beginning" : validFrom;
  return `the price ${price} of "${gpuType}" from ${from} to ${validTo ?? "further notice"}`;
}
