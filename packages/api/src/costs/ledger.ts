import { randomUUID } from "node:crypto";
import { toInstant, toMs } from "@pipeline/core/instant";
import { fromUnits, toUnits } from "@pipeline/core/money";
import type { JsonObject } from "@pipeline/core/text";
import { startOfLocalDay } from "@pipeline/core/time-zone";
import { costRecords } from "@pipeline/db/schema";
import { getTableColumns } from "drizzle-orm";
import { holdKnownTimeZone, holdTimeZone, lastTimeZone } from "../account/time-zone";
import { recordedBy } from "../audit/keep";
import { countInBudgets } from "../budgets/count";
import type { Scope } from "../ctx";
import { markTouched } from "../notifications/inbox";
import { write } from "./write";

const { bodyHash: _hash, idempotencyKey: _key, recordedBy: _by, ...shown } = getTableColumns(costRecords);
/** What a caller sees of a record. */
export const recordColumns = shown;
export type CostRecord = Omit<typeof costRecords.$inferSelect, "bodyHash" | "idempotencyKey" | "recordedBy">;

/** A record before it has an id. Times in ms; `key` is the caller's or the system's, with its name space. */
export type Entry = {
  key: string;
  bodyHash?: string;
  costType: string;
  amount: string;
  recordedAt: number;
  usageEnd?: number;
  jobId?: string | null;
  project?: string | null;
  gpuType?: string | null;
  quantity?: string;
  unit?: string;
  unitPrice?: string;
  details?: JsonObject;
  correctsId?: string;
};

export const callerKey = (key: string) => `caller:${key}`;
export const systemKey = (key: string) => `system:${key}`;

/** The records that are new, by their keys, and whether the budgets are to be weighed and the inbox raised. */
export type Appended = { written: ReadonlyMap<string, CostRecord>; followed: boolean };

/**
 * Appends records and adds the new ones to roll-ups, job totals and budgets, in the caller's transaction. A key that is
 * already there adds nothing. The jobs that they name are held by the caller.
 */
export async function append(scope: Scope, entries: readonly Entry[]): Promise<Appended["written"]> {
  return (await appendTelling(scope, entries, null)).written;
}

/** The same, and with `lookAt` all that follows where there are no budgets: then nothing is left to be done. */
export async function appendTelling(scope: Scope, entries: readonly Entry[], lookAt: string | null): Promise<Appended> {
  const written = new Map<string, CostRecord>();
  if (entries.length === 0) return { written, followed: true };
  const rows = entries.map((entry) => toRow(scope, entry));
  const fresh = await writeRows(scope, rows, lookAt);
  const ids = new Set(fresh.map(({ id }) => id));
  for (const { bodyHash: _sent, recordedBy: _who, idempotencyKey, ...row } of rows)
    if (ids.has(row.id)) written.set(idempotencyKey, row);
  const [first] = fresh;
  if (first?.version) markTouched(scope, first.version);
  // As it stays until the transaction ends: nobody makes a budget while the account's settings are held.
  if (first?.budgeted) await countInBudgets(scope, [...written.values()]);
  return { written, followed: !first || first.version !== null };
}

type Row = typeof costRecords.$inferSelect;

/** Writes rows in the account's zone, which is held. The zone it had before is sent along: most often it is still that. */
async function writeRows(scope: Scope, rows: readonly Row[], lookAt: string | null) {
  const { tx, userId } = scope;
  const json = JSON.stringify(rows);
  const writeIn = (timeZone: string) =>
    write(tx, { userId, rows: json, timeZone, days: daysOf(rows, timeZone), lookAt });
  const guess = lastTimeZone(userId);
  // In this order: what is read by the second is as the first holds it.
  const [held, guessed] = await Promise.all([
    holdKnownTimeZone(scope),
    guess === undefined ? undefined : writeIn(guess),
  ]);
  if (guessed && held === guess) return guessed;
  if (guessed && guessed.length > 0) throw unheld();
  return writeIn(held ?? (await holdTimeZone(scope)));
}

/** Settings came about between the two: what was written is in a zone that nobody holds. Rolled back, and tried again. */
function unheld(): Error {
  return Object.assign(new Error("The account's settings were made while a cost was written."), { code: "40001" });
}

/** The starts of the local days that hold rows, as an array of Postgres. */
function daysOf(rows: readonly Row[], timeZone: string): string {
  const starts = new Set(rows.map(({ recordedAt }) => startOfLocalDay(toMs(recordedAt), timeZone)));
  return `{${[...starts]
    .sort((a, b) => a - b)
    .map(toInstant)
    .join(",")}}`;
}

function toRow(scope: Scope, entry: Entry): Row {
  const { userId, now } = scope;
  const recordedAt = toInstant(entry.recordedAt);
  return {
    userId,
    id: randomUUID(),
    jobId: entry.jobId ?? null,
    costType: entry.costType,
    amount: fromUnits(toUnits(entry.amount)),
    details: entry.details ?? {},
    billingPeriod: `${recordedAt.slice(0, 7)}-01`,
    recordedAt,
    usageEnd: entry.usageEnd === undefined ? null : toInstant(entry.usageEnd),
    createdAt: toInstant(now),
    project: entry.project ?? null,
    gpuType: entry.gpuType ?? null,
    quantity: entry.quantity ?? null,
    unit: entry.unit ?? null,
    unitPrice: entry.unitPrice ?? null,
    idempotencyKey: entry.key,
    bodyHash: entry.bodyHash ?? null,
    correctsId: entry.correctsId ?? null,
    recordedBy: recordedBy(scope),
  };
}
