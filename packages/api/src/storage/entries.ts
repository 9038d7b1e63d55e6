import { randomUUID } from "node:crypto";
import { toInstant, toMs } from "@pipeline/core/instant";
import { sliceStorage, storageUnits, type Stored } from "@pipeline/core/meter";
import { fromUnits, toUnits } from "@pipeline/core/money";
import { floorQuarter, QUARTER_MS } from "@pipeline/core/period";
import { quarterPieces } from "@pipeline/core/quarter";
import type { JsonObject } from "@pipeline/core/text";
import { costRecords } from "@pipeline/db/schema";
import { and, eq, gte, lt, sql } from "drizzle-orm";
import { systemKey, type Entry } from "../costs/ledger";
import type { Scope } from "../ctx";
import { bookedTo, type FileRow } from "./file";

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
    const { start, end, amount, quantity } = slice;
    addShare(shares, { start, end, units: toUnits(amount), quantity: toUnits(quantity) });
  }
}

/** Adds by how much more a file's booked storage costs at another price; no GB-months. */
export function addDifference(shares: Shares, file: FileRow, before: string, after: string): void {
  const [from, to] = [toMs(file.storedFrom), bookedTo(file)];
  const more = (ms: number) => storageUnits(after, file.sizeBytes, ms) - storageUnits(before, file.sizeBytes, ms);
  let sum = 0n;
  for (const [start, end] of quarterPieces(from, to)) {
    const next = more(end - from);
    addShare(shares, { start, end, units: next - sum, quantity: 0n });
    sum = next;
  }
}

function addShare(shares: Shares, share: Share): void {
  const quarter = floorQuarter(share.start);
  const known = shares.get(quarter) ?? { ...share, units: 0n, quantity: 0n };
  shares.set(quarter, {
    start: Math.min(known.start, share.start),
    end: Math.max(known.end, share.end),
    units: known.units + share.units,
    quantity: known.quantity + share.quantity,
  });
}

/** One entry a quarter hour: a row of its own, or a correction of the row that is there. */
export async function addingEntries(scope: Scope, project: string, shares: Shares): Promise<Entry[]> {
  const originals = await originalsOf(scope, project, [...shares.keys()]);
  return [...shares].map(([quarter, share]) => {
    const original = originals.get(quarter);
    if (original) return correction(original, entry(project, share), { reason: "A file was reported late." });
    const key = systemKey(`storage:${project}:${toInstant(quarter)}`);
    return { ...entry(project, share), key, recordedAt: share.start };
  });
}

/** The opposite: corrections that take the shares out of the rows that hold them. */
export async function removingEntries(scope: Scope, project: string, shares: Shares): Promise<Entry[]> {
  const less = [...shares].map(
    ([quarter, share]) => [quarter, { ...share, units: -share.units, quantity: -share.quantity }] as const,
  );
  return corrections(scope, project, new Map(less), { reason: "A file had been removed before." });
}

/** Corrections by what another price makes of the shares; none where it makes nothing. */
export async function repricingEntries(
  scope: Scope,
  project: string,
  shares: Shares,
  details: JsonObject,
): Promise<Entry[]> {
  const owed = [...shares].filter(([, { units }]) => units !== 0n);
  return corrections(scope, project, new Map(owed), details);
}

async function corrections(scope: Scope, project: string, shares: Shares, details: JsonObject): Promise<Entry[]> {
  const originals = await originalsOf(scope, project, [...shares.keys()]);
  return [...shares].map(([quarter, share]) => {
    const original = originals.get(quarter);
    if (!original) throw new Error("Storage that was booked has no row.");
    return correction(original, entry(project, share), details);
  });
}

type Original = { id: string; recordedAt: string; key: string };
type Part = Omit<Entry, "key" | "recordedAt">;

function correction({ id, recordedAt, key }: Original, part: Part, details: JsonObject): Entry {
  return {
    ...part,
    key: `${key}:${randomUUID()}`,
    recordedAt: toMs(recordedAt),
    correctsId: id,
    details,
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
  const sorted = quarters.toSorted((a, b) => a - b);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return new Map();
  const prefix = systemKey(`storage:${project}:`);
  const rows = await tx
    .select({ id: costRecords.id, recordedAt: costRecords.recordedAt, key: costRecords.idempotencyKey })
    .from(costRecords)
    .where(
      and(
        eq(costRecords.userId, userId),
        gte(costRecords.recordedAt, toInstant(first)),
        lt(costRecords.recordedAt, toInstant(last + QUARTER_MS)),
        eq(costRecords.costType, "storage"),
        sql`starts_with(${costRecords.idempotencyKey}, ${prefix}) and ${costRecords.correctsId} is null`,
      ),
    );
  // A project's name may contain a colon: the rest of the key must be the instant alone.
  const own = rows.filter(({ key }) => key.length === prefix.length + toInstant(0).length);
  return new Map(own.map((row) => [floorQuarter(toMs(row.recordedAt)), row]));
}
