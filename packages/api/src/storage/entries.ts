import { randomUUID } from "node:crypto";
import { toInstant, toMs } from "@pipeline/core/instant";
import { sliceStorage } from "@pipeline/core/meter";
import { fromUnits, toUnits } from "@pipeline/core/money";
import { floorQuarter, QUARTER_MS } from "@pipeline/core/period";
import { costRecords } from "@pipeline/db/schema";
import { and, eq, gte, lt, sql } from "drizzle-orm";
import { systemKey, type Entry } from "../costs/ledger";
import type { Scope } from "../ctx";
import type { FileRow } from "./file";

/** What files add to a quarter hour: ms, 1e-12 units, GB-months × 1e12. */
type Share = { start: number; end: number; units: bigint; quantity: bigint };
/** The same by the start of the quarter hour (ms). */
export type Shares = Map<number, Share>;

/** Adds what a file costs in [from, to) (ms) at a price per GB-month. */
export function addSlices(shares: Shares, file: FileRow, pricePerGbMonth: string, from: number, to: number): void {
  const stored = { from: toMs(file.storedFrom), bytes: file.sizeBytes, pricePerGbMonth };
  for (const slice of sliceStorage(stored, from, to)) {
    const quarter = floorQuarter(slice.start);
    const known = shares.get(quarter) ?? { start: slice.start, end: slice.end, units: 0n, quantity: 0n };
    shares.set(quarter, {
      start: Math.min(known.start, slice.start),
      end: Math.max(known.end, slice.end),
      units: known.units + toUnits(slice.amount),
      quantity: known.quantity + toUnits(slice.quantity),
    });
  }
}

/** One entry a quarter hour: a row of its own, or a correction of the row that is there. */
export async function addingEntries(scope: Scope, project: string, shares: Shares): Promise<Entry[]> {
  const originals = await originalsOf(scope, project, [...shares.keys()]);
  return [...shares].map(([quarter, share]) => {
    const original = originals.get(quarter);
    if (original) return correction(project, quarter, original, share, "A file was reported late.");
    return { ...entry(project, share), key: rowKey(project, quarter), recordedAt: share.start };
  });
}

/** The opposite: corrections that take the shares out of the rows that hold them. */
export async function removingEntries(scope: Scope, project: string, shares: Shares): Promise<Entry[]> {
  const originals = await originalsOf(scope, project, [...shares.keys()]);
  return [...shares].map(([quarter, share]) => {
    const original = originals.get(quarter);
    if (!original) throw new Error("Storage that was booked has no row.");
    const less = { ...share, units: -share.units, quantity: -share.quantity };
    return correction(project, quarter, original, less, "A file had been removed before.");
  });
}

type Original = { id: string; recordedAt: string };

function correction(project: string, quarter: number, original: Original, share: Share, reason: string): Entry {
  return {
    ...entry(project, share),
    key: `${rowKey(project, quarter)}:${randomUUID()}`,
    recordedAt: toMs(original.recordedAt),
    correctsId: original.id,
    details: { reason },
  };
}

const rowKey = (project: string, quarter: number) => systemKey(`storage:${project}:${toInstant(quarter)}`);

function entry(project: string, { end, units, quantity }: Share): Omit<Entry, "key" | "recordedAt"> {
  return {
    costType: "storage",
    amount: fromUnits(units),
    usageEnd: end,
    project: project === "" ? null : project,
    quantity: fromUnits(quantity),
    unit: "gb_month",
  };
}

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
