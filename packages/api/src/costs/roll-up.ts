import { toInstant, toMs } from "@pipeline/core/instant";
import { startOfLocalDay } from "@pipeline/core/time-zone";
import { fromUnits, toUnits } from "@pipeline/core/money";
import { floorQuarter } from "@pipeline/core/period";
import { rowsOf } from "@pipeline/db";
import { costRollups, jobRollups } from "@pipeline/db/schema";
import { sql } from "drizzle-orm";
import type { Scope } from "../ctx";
import type { CostRecord } from "./ledger";

/** Stands for "no job" in job_rollups, whose key cannot be null. */
export const NO_JOB = "00000000-0000-0000-0000-000000000000";

const DAY_MS = 86_400_000;

type Sum<K> = { key: K; units: bigint; count: number };
type CostKey = Omit<typeof costRollups.$inferSelect, "userId" | "amount" | "count">;
type JobKey = Omit<typeof jobRollups.$inferSelect, "userId" | "amount" | "count">;

// Sorted by key, so that two transactions take the rows' locks in the same order.
function sums<K extends object>(pairs: Iterable<readonly [K, string]>): Sum<K>[] {
  const byKey = new Map<string, Sum<K>>();
  for (const [key, amount] of pairs) {
    const name = JSON.stringify(Object.values(key));
    const sum = byKey.get(name) ?? { key, units: 0n, count: 0 };
    sum.units += toUnits(amount);
    sum.count += 1;
    byKey.set(name, sum);
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

function* costKeys(records: readonly CostRecord[], timeZone: string): Iterable<readonly [CostKey, string]> {
  for (const { recordedAt, costType, project, gpuType, amount } of records) {
    const at = toMs(recordedAt);
    const dimensions = { costType, project: project ?? "", gpuType: gpuType ?? "" };
    yield [{ grain: "day", bucket: toInstant(startOfLocalDay(at, timeZone)), ...dimensions }, amount];
    yield [{ grain: "quarter", bucket: toInstant(floorQuarter(at)), ...dimensions }, amount];
  }
}

function jobKey(record: CostRecord): readonly [JobKey, string] {
  const at = toMs(record.recordedAt);
  return [{ day: toInstant(Math.floor(at / DAY_MS) * DAY_MS), jobId: record.jobId ?? NO_JOB }, record.amount];
}

/** Adds new records to the sums by quarter hour, by local day in `timeZone`, and by UTC day and job. */
export async function rollUp({ tx, userId }: Scope, records: readonly CostRecord[], timeZone: string): Promise<void> {
  if (records.length === 0) return;
  const row = <K extends object>({ key, units, count }: Sum<K>) => ({
    userId,
    ...key,
    amount: fromUnits(units),
    count,
  });
  await tx
    .insert(costRollups)
    .select(rowsOf(costRollups, sums(costKeys(records, timeZone)).map(row)))
    .onConflictDoUpdate({
      target: [
        costRollups.userId,
        costRollups.grain,
        costRollups.bucket,
        costRollups.costType,
        costRollups.project,
        costRollups.gpuType,
      ],
      set: {
        amount: sql`${costRollups.amount} + excluded.amount`,
        count: sql`${costRollups.count} + excluded.count`,
      },
    });
  await tx
    .insert(jobRollups)
    .select(rowsOf(jobRollups, sums(records.map(jobKey)).map(row)))
    .onConflictDoUpdate({
      target: [jobRollups.userId, jobRollups.day, jobRollups.jobId],
      set: {
        amount: sql`${jobRollups.amount} + excluded.amount`,
        count: sql`${jobRollups.count} + excluded.count`,
      },
    });
}
