import { type Db, rowsOf, statement, type Given } from "@pipeline/db";
import { budgets, costRecords, costRollups, jobRollups } from "@pipeline/db/schema";
import { eq, sql } from "drizzle-orm";

/** Stands for "no job" in job_rollups, whose key cannot be null. */
export const NO_JOB = "00000000-0000-0000-0000-000000000000";

type Values = {
  userId: string;
  /** The records, as JSON. */
  rows: string;
  /** An array, as Postgres writes it, of the starts of the local days that hold them, ascending. */
  days: string;
};

/**
 * Writes records, and adds those whose key is new to the sums by quarter hour, by local day, and by UTC day and job.
 * Answers the ids of the new ones, each with whether the user has budgets. One statement: a record and its sums cost one
 * round trip. Sums are sorted by their keys, so that two transactions take the rows' locks in the same order.
 */
export const writeRolledUp = statement((db: Db, { userId, rows, days }: Given<Values>) => {
  const fresh = db
    .$with("fresh")
    .as(db.insert(costRecords).select(rowsOf(costRecords, rows)).onConflictDoNothing().returning());
  // A sub-select: the cast depends on the session's zone and would be evaluated for every row.
  const starts = sql`(select (${days}::text)::timestamptz[])`;
  const { amount, count } = costRollups;
  const byTime = db.$with("by_time").as(
    db
      .insert(costRollups)
      .select(
        sql`select f.user_id, b.grain, b.bucket, f.cost_type, coalesce(f.project, ''), coalesce(f.gpu_type, ''),
            sum(f.amount), count(*)
          from fresh f cross join lateral (values
            ('day', (${starts})[width_bucket(f.recorded_at, ${starts})]),
            ('quarter', date_bin('15 minutes', f.recorded_at, '2000-01-01Z'))
          ) as b(grain, bucket)
          group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6`,
      )
      .onConflictDoUpdate({
        target: [
          costRollups.userId,
          costRollups.grain,
          costRollups.bucket,
          costRollups.costType,
          costRollups.project,
          costRollups.gpuType,
        ],
        set: { amount: sql`${amount} + excluded.amount`, count: sql`${count} + excluded.count` },
      }),
  );
  const byJob = db.$with("by_job").as(
    db
      .insert(jobRollups)
      .select(
        sql`select f.user_id, date_bin('1 day', f.recorded_at, '2000-01-01Z'), coalesce(f.job_id, ${NO_JOB}::uuid),
            sum(f.amount), count(*)
          from fresh f group by 1, 2, 3 order by 1, 2, 3`,
      )
      .onConflictDoUpdate({
        target: [jobRollups.userId, jobRollups.day, jobRollups.jobId],
        set: { amount: sql`${jobRollups.amount} + excluded.amount`, count: sql`${jobRollups.count} + excluded.count` },
      }),
  );
  const budgeted = sql<boolean>`exists (${db.select({ id: budgets.id }).from(budgets).where(eq(budgets.userId, userId))})`;
  return db.with(fresh, byTime, byJob).select({ id: fresh.id, budgeted }).from(fresh);
});
