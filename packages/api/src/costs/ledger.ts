import { randomUUID } from "node:crypto";
import { toInstant } from "@pipeline/core/instant";
import { fromUnits, toUnits } from "@pipeline/core/money";
import type { JsonObject } from "@pipeline/core/text";
import { startOfLocalDay } from "@pipeline/core/time-zone";
import { costRecords } from "@pipeline/db/schema";
import { getTableColumns } from "drizzle-orm";
import { holdTimeZone } from "../account/time-zone";
import { countInBudgets } from "../budgets/count";
import type { Scope } from "../ctx";
import { addToJobs } from "./job-totals";
import { writeRolledUp } from "./roll-up";

const { bodyHash: _hash, idempotencyKey: _key, ...shown } = getTableColumns(costRecords);
/** What a caller sees of a record. */
export const recordColumns = shown;
export type CostRecord = Omit<typeof costRecords.$inferSelect, "bodyHash" | "idempotencyKey">;

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

/** The records that are new, by their keys, and whether there are budgets to weigh. */
export type Appended = { written: ReadonlyMap<string, CostRecord>; budgeted: boolean };

/**
 * Appends records and adds the new ones to roll-ups, job totals and budgets, in the caller's transaction. A key that is
 * already there adds nothing. The jobs that they name are held by the caller.
 */
export async function append(scope: Scope, entries: readonly Entry[]): Promise<Appended> {
  if (entries.length === 0) return { written: new Map(), budgeted: false };
  const timeZone = await holdTimeZone(scope);
  const rows = entries.map((entry) => toRow(scope, entry));
  const starts = new Set(entries.map(({ recordedAt }) => startOfLocalDay(recordedAt, timeZone)));
  const days = [...starts].sort((a, b) => a - b).map(toInstant);
  const fresh = await writeRolledUp(scope.tx, {
    userId: scope.userId,
    rows: JSON.stringify(rows),
    days: `{${days.join(",")}}`,
  });
  const ids = new Set(fresh.map(({ id }) => id));
  const written = new Map<string, CostRecord>();
  for (const { bodyHash: _sent, idempotencyKey, ...row } of rows) if (ids.has(row.id)) written.set(idempotencyKey, row);
  const records = [...written.values()];
  // As it stays until the transaction ends: nobody makes a budget while the account's settings are held.
  const budgeted = fresh[0]?.budgeted ?? false;
  await addToJobs(scope, records);
  if (budgeted) await countInBudgets(scope, records);
  return { written, budgeted };
}

function toRow({ userId, now }: Scope, entry: Entry): typeof costRecords.$inferSelect {
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
  };
}
