import path from "node:path";
import { projectRoot, rememberFact, type Db } from "@pipeline/db";
import { prices } from "@pipeline/db/schema";
import { readPrices } from "./file";
import { keepChanges } from "./keep-changes";
import { openPriceFile } from "./price-file";

/** Since when a price holds that has no first day. */
export const BEGINNING = "0001-01-01T00:00:00.000Z";

// A usual price of object storage, in our own words: the demo's artifacts cost something, not much.
const STORAGE = { unit: "gb_month", price: "0.023", validFrom: BEGINNING, source: "stated here" } as const;

/** Gives a fresh catalogue the ten prices of `data/prices.csv` and one for storage, written down. A second time does nothing. */
export async function seedPrices(owner: Db, now = Date.now): Promise<void> {
  const place = path.join(projectRoot(), "data", "prices.csv");
  const { file, bytes } = await openPriceFile(place);
  const rows = await readPrices(place, bytes);
  await owner.transaction(async (tx) => {
    if (!(await rememberFact(tx, "prices", "seeded"))) return;
    const dated = rows.map((row) => ({ ...row, unit: "gpu_hour" as const, validFrom: BEGINNING }));
    const added = await tx.insert(prices).values(dated).returning();
    const stated = await tx.insert(prices).values(STORAGE).returning();
    await keepChanges(tx, now(), [
      ...added.map((after) => ({ before: undefined, after, file })),
      ...stated.map((after) => ({ before: undefined, after, file: null })),
    ]);
  });
}
