import { randomUUID } from "node:crypto";
import { toInstant, toMs } from "@pipeline/core/instant";
import { sliceStorage } from "@pipeline/core/meter";
import { fromUnits, toUnits } from "@pipeline/core/money";
import { floorQuarter, QUARTER_MS } from "@pipeline/core/period";
import { artifacts, costRecords } from "@pipeline/db/schema";
import { and, eq, gte, lt, sql } from "drizzle-orm";
import { book } from "../costs/book";
import { systemKey, type Entry } from "../costs/ledger";
import type { Ctx, Scope } from "../ctx";
import { touchInbox } from "../notifications/inbox";
import { storagePrices } from "../prices/find";

// A file that was reported late is caught up in steps: two months of quarter hours a transaction.
const MAX_QUARTERS = 6000;

type Artifact = typeof artifacts.$inferSelect;
type Due = { start: number; end: number; units: bigint; quantity: bigint };

/**
 * Books what a project stores, up to the last closed quarter hour: one row a project and quarter hour. A file that
 * turns up late adds a correction to the rows that are there. Without a price in the catalogue nothing is booked yet.
 */
export async function meterStorage(ctx: Ctx, scope: Scope, project: string): Promise<void> {
  const mine = and(eq(artifacts.userId, scope.userId), eq(artifacts.project, project));
  const stored = await scope.tx.select().from(artifacts).where(mine).orderBy(artifacts.id).for("update");
  const closed = floorQuarter(scope.now);
  const froms = stored.map(bookedTo).filter((from) => from < closed);
  if (froms.length === 0) return;
  const until = Math.min(closed, floorQuarter(Math.min(...froms)) + MAX_QUARTERS * QUARTER_MS);
  const priceAt = await storagePrices(scope.tx);
  const due = new Map<number, Due>();
  for (const artifact of stored) {
    const price = priceAt(toMs(artifact.storedFrom));
    if (price === undefined) return;
    addSlices(due, artifact, price, until);
  }
  await book(ctx, scope, await entriesOf(scope, project, due));
  await scope.tx
    .update(artifacts)
    .set({ meteredUntil: toInstant(until) })
    .where(and(mine, lt(sql`coalesce(${artifacts.meteredUntil}, ${artifacts.storedFrom})`, toInstant(until))));
  await touchInbox(scope);
}

function bookedTo({ meteredUntil, storedFrom }: Artifact): number {
  return toMs(meteredUntil ?? storedFrom);
}

function addSlices(due: Map<number, Due>, artifact: Artifact, pricePerGbMonth: string, until: number): void {
  const stored = { from: toMs(artifact.storedFrom), bytes: artifact.sizeBytes, pricePerGbMonth };
  for (const slice of sliceStorage(stored, bookedTo(artifact), until)) {
    const quarter = floorQuarter(slice.start);
    const known = due.get(quarter) ?? { start: slice.start, end: slice.end, units: 0n, quantity: 0n };
    due.set(quarter, {
      start: Math.min(known.start, slice.start),
      end: Math.max(known.end, slice.end),
      units: known.units + toUnits(slice.amount),
      quantity: known.quantity + toUnits(slice.quantity),
    });
  }
}

async function entriesOf(scope: Scope, project: string, due: ReadonlyMap<number, Due>): Promise<Entry[]> {
  const originals = await originalsOf(scope, project, [...due.keys()]);
  return [...due].map(([quarter, { start, end, units, quantity }]) => {
    const original = originals.get(quarter);
    const key = systemKey(`storage:${project}:${toInstant(quarter)}`);
    return {
      key: original ? `${key}:${randomUUID()}` : key,
      costType: "storage",
      amount: fromUnits(units),
      recordedAt: original ? toMs(original.recordedAt) : start,
      usageEnd: end,
      project: project === "" ? null : project,
      quantity: fromUnits(quantity),
      unit: "gb_month",
      ...(original && { correctsId: original.id, details: { reason: "A file was reported late." } }),
    };
  });
}

type Original = { id: string; recordedAt: string };

async function originalsOf({ tx, userId }: Scope, project: string, quarters: number[]): Promise<Map<number, Original>> {
  if (quarters.length === 0) return new Map();
  const prefix = systemKey(`storage:${project}:`);
  const rows = await tx
    .select({ id: costRecords.id, recordedAt: costRecords.recordedAt, key: costRecords.idempotencyKey })
    .from(costRecords)
    .where(
      and(
        eq(costRecords.userId, userId),
        gte(costRecords.recordedAt, toInstant(Math.min(...quarters))),
        lt(costRecords.recordedAt, toInstant(Math.max(...quarters) + QUARTER_MS)),
        eq(costRecords.costType, "storage"),
        sql`starts_with(${costRecords.idempotencyKey}, ${prefix}) and ${costRecords.correctsId} is null`,
      ),
    );
  // A project's name may contain a colon: the rest of the key must be the instant alone.
  const own = rows.filter(({ key }) => key.length === prefix.length + toInstant(0).length);
  return new Map(own.map(({ id, recordedAt }) => [floorQuarter(toMs(recordedAt)), { id, recordedAt }]));
}
