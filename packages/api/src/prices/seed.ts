import path from "node:path";
import { projectRoot, rememberFact, type Db } from "@pipeline/db";
import { prices } from "@pipeline/db/schema";
import { readPrices } from "./file";

/** Since when a price holds that has no first day. */
export const BEGINNING = "0001-01-01T00:00:00.000Z";

// A usual price of object storage, in our own words: the demo's artifacts cost something, not much.
const STORAGE = { unit: "gb_month", price: "0.023", validFrom: BEGINNING, source: "stated here" } as const;

/** Gives a fresh catalogue the ten prices of `data/prices.csv` and one for storage. A second time does nothing. */
export async function seedPrices(owner: Db): Promise<void> {
  const rows = await readPrices(path.join(projectRoot(), "data", "prices.csv"));
  await owner.transaction(async (tx) => {
    if (!(await rememberFact(tx, "prices", "seeded"))) return;
    await tx.insert(prices).values(rows.map((row) => ({ ...row, unit: "gpu_hour" as const, validFrom: BEGINNING })));
    await tx.insert(prices).values(STORAGE);
  });
}
