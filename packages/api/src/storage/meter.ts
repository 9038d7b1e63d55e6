import { toInstant, toMs } from "@pipeline/core/instant";
import { floorQuarter, QUARTER_MS } from "@pipeline/core/period";
import { artifacts } from "@pipeline/db/schema";
import { and, eq, inArray, lt, sql } from "drizzle-orm";
import { book } from "../costs/book";
import type { Ctx, Scope } from "../ctx";
import { storagePrices } from "../prices/find";
import { addingEntries, addSlices, storedAt, type Shares } from "./entries";
import { ALL_BOOKED, bookedTo, keptTo } from "./file";
import { holdStorage } from "./hold";

// A file that was reported late is caught up in steps: two months of quarter hours a transaction.
const MAX_QUARTERS = 6000;

/**
 * Books what a project stores, up to the last closed quarter hour: one row a project and quarter hour. A file that
 * turns up late adds a correction to the rows that are there; one that was removed costs nothing from then on. Without
 * a price in the catalogue nothing is booked yet.
 */
export async function meterStorage(ctx: Ctx, scope: Scope, project: string): Promise<void> {
  await holdStorage(scope, project);
  const closed = floorQuarter(scope.now);
  const behind = and(
    eq(artifacts.userId, scope.userId),
    eq(artifacts.project, project),
    lt(sql`coalesce(${artifacts.meteredUntil}, ${artifacts.storedFrom})`, toInstant(closed)),
  );
  const files = await scope.tx.select().from(artifacts).where(behind).orderBy(artifacts.id).for("update");
  if (files.length === 0) return;
  const until = Math.min(closed, floorQuarter(Math.min(...files.map(bookedTo))) + MAX_QUARTERS * QUARTER_MS);
  const priceAt = await storagePrices(scope.tx);
  const shares: Shares = new Map();
  for (const file of files) {
    const price = priceAt(toMs(file.storedFrom));
    if (price === undefined) return;
    addSlices(shares, storedAt(file, price), bookedTo(file), Math.min(until, keptTo(file)));
  }
  await book(ctx, scope, await addingEntries(scope, project, shares));
  const reached = toInstant(until);
  // Those that were booked and no other: one that is registered at this moment has its turn the next time.
  const ids = files.filter((file) => bookedTo(file) < until).map(({ id }) => id);
  await scope.tx
    .update(artifacts)
    .set({
      meteredUntil: sql`case when ${artifacts.storedUntil} <= ${reached} then ${ALL_BOOKED}::timestamptz
        else ${reached}::timestamptz end`,
    })
    .where(and(eq(artifacts.userId, scope.userId), inArray(artifacts.id, ids)));
}
