import { BURST, BURSTS, instant, jobId, JOBS, within } from "./parts";
import type { Slice } from "./size";

/** The records of a slice in the order of time, as they come about, and a correction for some. */
export function recordsOf(slice: Slice): string {
  return `
  with written as (
    insert into lora_cost_records (
      user_id, id, job_id, cost_type, amount, billing_period, recorded_at, created_at, project, gpu_type, quantity, unit,
      unit_price, idempotency_key, recorded_by, details
    )
    select p.user_id, gen_random_uuid(), case when h % 10 > 0 then ${jobId("job")} end, cost_type,
      (1 + h % 5000000) / 1000000.0, date_trunc('month', at, 'UTC')::date, at, at + interval '1 second',
      'project ' || job % 7, case when cost_type = 'compute' then (array['H100', 'A100'])[1 + job % 2] end,
      case when cost_type = 'compute' then 7200 end, case when cost_type = 'compute' then 'gpu-second' end,
      case when cost_type = 'compute' then 2.5 end, 'caller:' || gen_random_uuid(), 'system', '{}'
    from age_people p ${within(slice, "g", BURSTS)}
    cross join generate_series(0, ${BURST - 1}) i
    cross join lateral (select abs(hashint8extended(g * ${BURST} + i, p.n) % 1000000000) as h) as random
    cross join lateral (select
      case when h % 20 < 14 then 'compute' when h % 20 < 18 then 'storage' else 'egress' end as cost_type,
      date_bin('15 minutes', ${instant("g_at.begins")}, '2000-01-01Z') + h % 900000 * interval '1 ms' as at,
      greatest(g * ${JOBS} / ${BURSTS} - h / 20 % 2, 0) as job
    ) as drawn
    order by at
    returning *
  )
  insert into lora_cost_records (
    user_id, job_id, cost_type, amount, billing_period, recorded_at, created_at, project, gpu_type, idempotency_key,
    recorded_by, corrects_id
  )
  select user_id, job_id, cost_type, -amount / 2, billing_period, recorded_at, created_at + interval '1 minute', project,
    gpu_type, 'caller:' || gen_random_uuid(), 'system', id
  from written where amount * 1000000 % 200 = 7`;
}

/** The sums of all records by quarter hour. */
export const QUARTERS = `
  insert into cost_rollups (user_id, grain, bucket, cost_type, project, gpu_type, amount, count)
  select user_id, 'quarter', date_bin('15 minutes', recorded_at, '2000-01-01Z') as bucket, cost_type,
    coalesce(project, ''), coalesce(gpu_type, ''), sum(amount), count(*)
  from lora_cost_records group by 1, 3, 4, 5, 6 order by bucket`;

/** The same by UTC day and job. */
export const JOB_DAYS = `
  insert into job_rollups (user_id, day, job_id, amount, count)
  select user_id, date_bin('1 day', recorded_at, '2000-01-01Z') as day,
    coalesce(job_id, '00000000-0000-0000-0000-000000000000'), sum(amount), count(*)
  from lora_cost_records group by 1, 2, 3 order by day`;

/** Sums by the local day of each account, from those by quarter hour. */
export const DAYS = `
  insert into cost_rollups (user_id, grain, bucket, cost_type, project, gpu_type, amount, count)
  select r.user_id, 'day', date_trunc('day', r.bucket, p.zone) as day, r.cost_type, r.project, r.gpu_type,
    sum(r.amount), sum(r.count)
  from cost_rollups r join age_people p using (user_id) where r.grain = 'quarter' group by 1, 3, 4, 5, 6 order by day`;
