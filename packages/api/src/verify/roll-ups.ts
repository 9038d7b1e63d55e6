import { toInstant, toMs } from "@pipeline/core/instant";
import { nextLocalDay, startOfLocalDay } from "@pipeline/core/time-zone";
import { costRecords, costRollups, jobRollups, type RollupGrain } from "@pipeline/db/schema";
import { eq, sql, type SQL } from "drizzle-orm";
import { accountTimeZone } from "../account/time-zone";
import { NO_JOB } from "../costs/write";
import type { Scope } from "../ctx";
import { firstDifference, isoText, type Difference } from "./difference";

/** The first sum by quarter hour that is not what the user's records make of it. */
export function verifyQuarters(scope: Scope): Promise<Difference | undefined> {
  return verifyCosts(scope, "quarter", {
    bucket: sql`date_bin('15 minutes', r.recorded_at, timestamptz '2000-01-01Z')`,
    records: sql`${costRecords} r`,
  });
}

/** The same by local day in the account's zone. */
export async function verifyDays(scope: Scope): Promise<Difference | undefined> {
  const starts = await dayStarts(scope);
  return verifyCosts(scope, "day", {
    bucket: sql`d.starts[width_bucket(r.recorded_at, d.starts)]`,
    // With the offset the array is read once, not for every record.
    records: sql`${costRecords} r cross join (select (${`{${starts.join(",")}}`}::text)::timestamptz[] as starts offset 0) d`,
  });
}

const SUM = sql`'amount ' || trim_scale(amount) || ', count ' || count`;

type Source = { bucket: SQL; records: SQL };

function verifyCosts(scope: Scope, grain: RollupGrain, { bucket, records }: Source): Promise<Difference | undefined> {
  const dimensions = sql`bucket, cost_type, project, gpu_type`;
  return firstDifference(
    scope,
    "cost_rollups",
    sql`select jsonb_build_object('grain', ${grain}::text, 'bucket', ${isoText(sql`bucket`)}, 'cost_type', cost_type,
        'project', project, 'gpu_type', gpu_type) as key, s.sum as stored, w.sum as recomputed
      from (
        select ${dimensions}, ${SUM} as sum from ${costRollups}
        where user_id = ${scope.userId} and grain = ${grain}
      ) s full join (
        select ${dimensions}, ${SUM} as sum from (
          select ${bucket} as bucket, r.cost_type, coalesce(r.project, '') as project,
            coalesce(r.gpu_type, '') as gpu_type, sum(r.amount) as amount, count(*) as count
          from ${records} where r.user_id = ${scope.userId} group by 1, 2, 3, 4
        ) g
      ) w using (${dimensions})
      where s.sum is distinct from w.sum`,
  );
}

async function dayStarts(scope: Scope): Promise<string[]> {
  const timeZone = await accountTimeZone(scope);
  const [span] = await scope.tx
    .select({
      first: sql<string | null>`min(${costRecords.recordedAt})`.mapWith(costRecords.recordedAt),
      last: sql<string | null>`max(${costRecords.recordedAt})`.mapWith(costRecords.recordedAt),
    })
    .from(costRecords)
    .where(eq(costRecords.userId, scope.userId));
  const starts: string[] = [];
  if (!span?.first || !span.last) return starts;
  for (
    let day = startOfLocalDay(toMs(span.first), timeZone);
    day <= toMs(span.last);
    day = nextLocalDay(day, timeZone)
  ) {
    starts.push(toInstant(day));
  }
  return starts;
}

/** The first sum by UTC day and job that is not what the user's records make of it. */
export function verifyJobDays(scope: Scope): Promise<Difference | undefined> {
  return firstDifference(
    scope,
    "job_rollups",
    sql`select jsonb_build_object('day', ${isoText(sql`day`)}, 'job_id', job_id) as key,
        s.sum as stored, w.sum as recomputed
      from (
        select day, job_id, ${SUM} as sum from ${jobRollups} where user_id = ${scope.userId}
      ) s full join (
        select day, job_id, ${SUM} as sum from (
          select date_bin('1 day', r.recorded_at, timestamptz '2000-01-01Z') as day,
            coalesce(r.job_id, ${NO_JOB}::uuid) as job_id, sum(r.amount) as amount, count(*) as count
          from ${costRecords} r where r.user_id = ${scope.userId} group by 1, 2
        ) g
      ) w using (day, job_id)
      where s.sum is distinct from w.sum`,
  );
}
