import { toInstant } from "@pipeline/core/instant";
import { floorQuarter, QUARTER_MS } from "@pipeline/core/period";
import { artifacts } from "@pipeline/db/schema";
import { and, eq, inArray, lt, sql } from "drizzle-orm";
import { book } from "../costs/book";
import type { Ctx, Scope } from "../ctx";
import { storagePrices } from "../prices/find";
import { addingEntries, addSlices, storedAt, type Shares } from "./entries";
import { ALL_BOOKED, bookedTo, keptTo, priceOf, type FileRow } from "./file";
import { holdStorage } from "./hold";

// A file that was reported late is caught up in steps: two months of quarter hours a transaction.
const MAX_QUARTERS = 6000;

/**
 * Books what a project stores, up to the last closed quarter hour: one row a project and quarter hour. A file that
 * turns up late adds a correction to the rows that are there; one that was removed costs nothing from then on. A file
 * keeps the price it is first booked at; one without a price in the catalogue is not booked yet. Answers whether any was.
 */
export async function meterStorage(ctx: Ctx, scope: Scope, project: string): Promise<boolean> {
  await holdStorage(scope, project);
  const closed = floorQuarter(scope.now);
  const behind = and(
    eq(artifacts.userId, scope.userId),
    eq(artifacts.project, project),
    lt(sql`coalesce(${artifacts.meteredUntil}, ${artifacts.storedFrom})`, toInstant(closed)),
  );
  const held = await scope.tx.select().from(artifacts).where(behind).orderBy(artifacts.id).for("update");
  const priceAt = await storagePrices(scope.tx);
  const files = held.flatMap((file) => {
    const price = priceOf(file, priceAt);
    return price === undefined ? [] : [{ file, price }];
  });
  if (files.length === 0) return false;
  const first = Math.min(...files.map(({ file }) => bookedTo(file)));
  const until = Math.min(closed, floorQuarter(first) + MAX_QUARTERS * QUARTER_MS);
  const shares: Shares = new Map();
  for (const { file, price } of files) {
    addSlices(shares, storedAt(file, price), bookedTo(file), Math.min(until, keptTo(file)));
  }
  await book(ctx, scope, await addingEntries(scope, project, shares));
  await store(scope, files, until);
  return true;
}

type Priced = { file: FileRow; price: string };

// Those that were booked and no other: one that is registered at this moment has its turn the next time.
async function store({ tx, userId }: Scope, files: readonly Priced[], until: number): Promise<void> {
  const reached = toInstant(until);
  const booked = files.filter(({ file }) => bookedTo(file) < until);
  for (const unitPrice of new Set(booked.map(({ price }) => price))) {
    const ids = booked.filter(({ price }) => price === unitPrice).map(({ file }) => file.id);
    await tx
      .update(artifacts)
      .set({
        unitPrice,
        meteredUntil: sql`case when ${artifacts.storedUntil} <= ${reached} then ${ALL_BOOKED}::timestamptz
          else ${reached}::timestamptz end`,
      })
      .where(and(eq(artifacts.userId, userId), inArray(artifacts.id, ids)));
  }
}
