import type { Outcome } from "@pipeline/core/outcomes";
import { costRecords, jobRollups, jobs } from "@pipeline/db/schema";
import { sql, type SQL } from "drizzle-orm";
import type { Scope } from "../ctx";
import { bucketIndex, merge, runCells, inSpans } from "./cell-query";
import type { Cell, Cut, Span } from "./cells";
import { outcomeColumn } from "./outcome";
import { NO_JOB } from "./write";

const DAY_MS = 86_400_000;

/**
 * Which UTC days lie whole in one bucket; the rest of the range is read from records: little of it by week or month, all
 * of it where local days are not UTC days.
 */
export function daySources({ range, buckets }: Cut): { days: Span[]; records: Span[] } {
  const days: Span[] = [];
  const records: Span[] = [];
  for (const [i, bucket] of buckets.entries()) {
    // What is ahead of now belongs to the last bucket.
    const end = i === buckets.length - 1 ? range.ledgerTo : bucket.end;
    const from = Math.ceil(bucket.start / DAY_MS) * DAY_MS;
    const to = Math.floor(end / DAY_MS) * DAY_MS;
    if (from >= to) {
      records.push({ from: bucket.start, to: end });
      continue;
    }
    records.push({ from: bucket.start, to: from }, { from: to, to: end });
    days.push({ from, to });
  }
  return { days: merge(days), records: merge(records) };
}

/** Sums by job or by the present outcome of the job; `only` of jobs with these outcomes. */
export async function jobCells(scope: Scope, cut: Cut, only?: readonly Outcome[]): Promise<Cell[]> {
  const { days, records } = daySources(cut);
  const outcome = outcomeColumn(scope.now);
  const key = (jobId: SQL) =>
    cut.groupBy === "outcome" ? outcome : sql`coalesce(nullif(${jobId}, ${NO_JOB})::text, '')`;
  const joined = (jobId: SQL) =>
    cut.groupBy === "outcome" || only ? sql`left join ${jobs} j on j.user_id = s.user_id and j.id = ${jobId}` : sql``;
  const kept = only ? sql`and ${outcome} in ${only}` : sql``;
  const fromDays = runCells(
    scope,
    days,
    sql`select ${bucketIndex(sql`s.day`, cut.buckets)} as bucket, ${key(sql`s.job_id`)} as key,
        sum(s.amount) as amount, sum(s.count) as count
      from ${jobRollups} s ${joined(sql`s.job_id`)}
      where s.user_id = ${scope.userId} and ${inSpans(sql`s.day`, days)} ${kept} group by 1, 2`,
  );
  const fromRecords = runCells(
    scope,
    records,
    sql`select ${bucketIndex(sql`s.recorded_at`, cut.buckets)} as bucket, ${key(sql`s.job_id`)} as key,
        sum(s.amount) as amount, count(*) as count
      from ${costRecords} s ${joined(sql`s.job_id`)}
      where s.user_id = ${scope.userId} and ${inSpans(sql`s.recorded_at`, records)} ${kept} group by 1, 2`,
  );
  return (await Promise.all([fromDays, fromRecords])).flat();
}
