import { randomUUID } from "node:crypto";
import { toInstant, toMs } from "@pipeline/core/instant";
import { sliceStorage, type Stored } from "@pipeline/core/meter";
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

/** A file in the meter's terms, at a price per GB-month. */
export function storedAt({ storedFrom, sizeBytes }: FileRow, pricePerGbMonth: string): Stored {
  return { from: toMs(storedFrom), bytes: sizeBytes, pricePerGbMonth };
}

/** Adds what a file costs in [from, to) (ms). */
export function addSlices(shares: Shares, stored: Stored, from: number, to: number): void {
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
    if (original) return correction(original, entry(project, share), "A file was reported late.");
    const key = systemKey(`storage:${project}:${toInstant(quarter)}`);
    return { ...entry(project, share), key, recordedAt: share.start };
  });
}

/** The opposite: corrections that take the shares out of the rows that hold them. */
export async function removingEntries(scope: Scope, project: string, shares: Shares): Promise<Entry[]> {
  const originals = await originalsOf(scope, project, [...shares.keys()]);
  return [...shares].map(([quarter, share]) => {
    const original = originals.get(quarter);
    if (!original) throw new Error("Storage that was booked has no row.");
    const less = { ...share, units: -share.units, quantity: -share.quantity };
    return correction(original, entry(project, less), "A file had been removed before.");
  });
}

type Original = { id: string; recordedAt: string; key: string };
type Part = Omit<Entry, "key" | "recordedAt">;

function correction({ id, recordedAt, key }: Original, part: Part, reason: string): Entry {
  return {
    ...part,
    key: `${key}:${randomUUID()}`,
    recordedAt: toMs(recordedAt),
    correctsId: id,
    details: { reason },
  };
}

function entry(project: string, { end, units, quantity }: Share): Part {
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
  return new Map(own.map((row) => [floorQuarter(toMs(row.recordedAt)), row]));
}
