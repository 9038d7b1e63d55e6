import { rowsOf, statement, type Db, type Given } from "@pipeline/db";
import {
  accountSettings,
  budgets,
  costRecords,
  costRollups,
  dayChecks,
  inboxState,
  jobRollups,
  jobs,
} from "@pipeline/db/schema";
import { and, eq, sql } from "drizzle-orm";

/** Stands for "no job" in job_rollups, whose key cannot be null. */
export const NO_JOB = "00000000-0000-0000-0000-000000000000";

type Values = {
  userId: string;
  /** The records, as JSON. */
  rows: string;
  /** The account's zone, and the starts of its days that hold the records: an array as Postgres writes it, ascending. */
  timeZone: string;
  days: string;
  /** When the day is to be looked at, for somebody without budgets; null leaves inbox and day alone. */
  lookAt: string | null;
};

/**
 * Writes records, and adds those whose key is new to the sums by quarter hour, by local day, by UTC day and job, and to
 * the totals of their jobs. Answers the ids of the new ones, each with whether the user has budgets and with the inbox's
 * new version. Nothing where the zone is another one. One statement: all of it costs one round trip. The locks are
 * taken in the order of all writers, rows in the order of their keys.
 */
export const write = statement((db: Db, { userId, rows, timeZone, days, lookAt }: Given<Values>) => {
  const zone = and(eq(accountSettings.userId, userId), eq(accountSettings.timeZone, timeZone));
  const fresh = db.$with("fresh").as(
    db
      .insert(costRecords)
      .select(sql`${rowsOf(costRecords, rows)} where exists (select 1 from ${accountSettings} where ${zone})`)
      .onConflictDoNothing()
      .returning(),
  );
  // A sub-select: the cast depends on the session's zone and would be evaluated for every row.
  const starts = sql`(select (${days}::text)::timestamptz[])`;
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
        set: {
          amount: sql`${costRollups.amount} + excluded.amount`,
          count: sql`${costRollups.count} + excluded.count`,
        },
      })
      .returning({ grain: costRollups.grain }),
  );
  const byJob = db.$with("by_job").as(
    db
      .insert(jobRollups)
      .select(
        sql`select f.user_id, date_bin('1 day', f.recorded_at, '2000-01-01Z'), coalesce(f.job_id, ${sql.raw(`'${NO_JOB}'`)}),
            sum(f.amount), count(*)
          from fresh f where (select count(*) from by_time) > 0 group by 1, 2, 3 order by 1, 2, 3`,
      )
      .onConflictDoUpdate({
        target: [jobRollups.userId, jobRollups.day, jobRollups.jobId],
        set: { amount: sql`${jobRollups.amount} + excluded.amount`, count: sql`${jobRollups.count} + excluded.count` },
      })
      .returning({ jobId: jobRollups.jobId }),
  );
  // `final_cost` stays null while a job is open.
  const totals = db.$with("totals", { id: jobs.id }).as(
    sql`update ${jobs} as j set current_cost = j.current_cost + r.amount, final_cost = j.final_cost + r.amount
      from (
        select job_id, sum(amount) as amount from fresh
        where job_id is not null and (select count(*) from by_job) > 0 group by 1 order by 1
      ) r
      where j.user_id = ${userId} and j.id = r.job_id returning j.id`,
  );
  const budgeted = sql<boolean>`exists (select 1 from ${budgets} where ${eq(budgets.userId, userId)})`;
  const raised = db.$with("raised").as(
    db
      .insert(inboxState)
      .select(
        sql`select f.user_id, 1, null::timestamptz, 0, null::timestamptz
          from fresh f where (select count(*) from by_job) > 0 and (select count(*) from totals) >= 0
            and ${lookAt}::timestamptz is not null and not ${budgeted} limit 1`,
      )
      .onConflictDoUpdate({ target: inboxState.userId, set: { version: sql`${inboxState.version} + 1` } })
      .returning({ userId: inboxState.userId, version: inboxState.version }),
  );
  const watched = db.$with("watched").as(
    db
      .insert(dayChecks)
      .select(sql`select user_id, ${lookAt}::timestamptz from raised`)
      .onConflictDoNothing(),
  );
  const version = sql<string | null>`(select version from raised)`;
  return db
    .with(fresh, byTime, byJob, totals, raised, watched)
    .select({ id: fresh.id, budgeted, version: version.mapWith(Number) })
    .from(fresh);
});
