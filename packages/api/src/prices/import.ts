import type { Db } from "@pipeline/db";
import { prices } from "@pipeline/db/schema";
import { eq, sql } from "drizzle-orm";
import { pinBooked } from "../storage/pin";
import { readDatedPrices } from "./dated-file";
import { keepChanges } from "./keep-changes";
import { refuseOverlaps } from "./overlap";
import { planImport, type Planned, type PriceImport } from "./plan";
import { openPriceFile } from "./price-file";

const CHUNK = 1000;

/**
 * Adds the dated prices of a CSV file to the catalogue, all or none, and writes down what it changed; a second time nothing
 * changes. `replace`: a price that begins at the same instant as one that is there takes its place. Throws a sentence that
 * names both rows of an overlap, also of one through an alias.
 */
export async function importPrices(
  owner: Db,
  place: string,
  { replace = false, now = Date.now } = {},
): Promise<PriceImport> {
  const { file, bytes } = await openPriceFile(place);
  const rows = await readDatedPrices(place, bytes);
  return owner.transaction(async (tx) => {
    // Two imports at once could each add what overlaps with the other.
    await tx.execute(sql`lock table ${prices} in share row exclusive mode`);
    const catalogue = await tx.select().from(prices).orderBy(prices.gpuType, prices.validFrom, prices.id);
    const { planned, done } = planImport(catalogue, rows, replace);
    refuseOverlaps(planned);
    await pinBooked(tx);
    await store(tx, planned);
    const known = new Map(catalogue.map((price) => [price.id, price]));
    await keepChanges(
      tx,
      // Whoever waited for the lock is later.
      now(),
      planned
        .filter(({ state }) => state !== "kept")
        .map(({ price }) => ({ before: known.get(price.id), after: price, file })),
    );
    return done;
  });
}

async function store(tx: Db, planned: readonly Planned[]): Promise<void> {
  for (const { price, state } of planned) {
    const { id, validTo, source, aliases } = price;
    if (state !== "changed") continue;
    await tx.update(prices).set({ price: price.price, validTo, source, aliases }).where(eq(prices.id, id));
  }
  const added = planned.filter(({ state }) => state === "added").map(({ price }) => price);
  for (let i = 0; i < added.length; i += CHUNK) await tx.insert(prices).values(added.slice(i, i + CHUNK));
}
