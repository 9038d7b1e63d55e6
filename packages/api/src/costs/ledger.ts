import { randomUUID } from "node:crypto";
import { toInstant } from "@pipeline/core/instant";
import type { JsonObject } from "@pipeline/core/text";
import { rowsOf } from "@pipeline/db";
import { costRecords } from "@pipeline/db/schema";
import { getTableColumns } from "drizzle-orm";
import { holdTimeZone } from "../account/time-zone";
import { countInBudgets } from "../budgets/count";
import type { Scope } from "../ctx";
import { addToJobs } from "./job-totals";
import { rollUp } from "./roll-up";

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

const CHUNK = 2000;

/**
 * Appends records and adds the new ones to roll-ups, job totals and budgets, in the caller's transaction. A key that is
 * already there adds nothing. Answers the rows that are new.
 */
export async function append(scope: Scope, entries: readonly Entry[]): Promise<CostRecord[]> {
  if (entries.length === 0) return [];
  const timeZone = await holdTimeZone(scope);
  const written: CostRecord[] = [];
  for (let i = 0; i < entries.length; i += CHUNK) {
    const rows = entries.slice(i, i + CHUNK).map((entry) => toRow(scope, entry));
    const fresh = await scope.tx
      .insert(costRecords)
      .select(rowsOf(costRecords, rows))
      .onConflictDoNothing()
      .returning(recordColumns);
    written.push(...fresh);
  }
  await rollUp(scope, written, timeZone);
  await addToJobs(scope, written);
  await countInBudgets(scope, written);
  return written;
}

function toRow({ userId, now }: Scope, entry: Entry): typeof costRecords.$inferSelect {
  const recordedAt = toInstant(entry.recordedAt);
  return {
    userId,
    id: randomUUID(),
    jobId: entry.jobId ?? null,
    costType: entry.costType,
    amount: entry.amount,
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
