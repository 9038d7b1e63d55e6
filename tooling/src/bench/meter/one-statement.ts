import type { Connection } from "@pipeline/db";
import { QUARTER_MS } from "@pipeline/core/period";

/**
 * Closes the quarter hour that ends at `now` (ms) for all jobs of these users, in every table that closing writes: what
 * somebody would write by hand who knows that nothing was booked before, and that nobody else writes.
 */
export async function closeInOneStatement({ sql }: Connection, userIds: readonly string[], now: number): Promise<void> {
  const [from, to] = [new Date(now - QUARTER_MS).toISOString(), new Date(now).toISOString()];
  const hours = (until: string) => sql`(extract(epoch from ${sql.unsafe(until)} - run.start) / 3600)`;
  await sql`
    with slices as materialized (
      select
        j.user_id, j.id as job_id, j.project, j.gpu_type, run."unitPrice" as unit_price, a.time_zone, q.start, q.stop,
        round(run."unitPrice" * run."gpuCount" * ${hours("q.stop")}, 12)
          - round(run."unitPrice" * run."gpuCount" * ${hours("q.start")}, 12) as amount,
        run."gpuCount" * extract(epoch from q.stop - q.start) as gpu_seconds
      from lora_training_jobs j
      join account_settings a on a.user_id = j.user_id
      cross join lateral jsonb_to_recordset(j.runs) as run (start timestamptz, "unitPrice" numeric, "gpuCount" integer)
      cross join lateral (
        select greatest(run.start, ${from}::timestamptz) as start, ${to}::timestamptz as stop
      ) as q
      where j.user_id = any(${[...userIds]}::uuid[]) and j.status = 'running'
    ), records as (
      insert into lora_cost_records (
        user_id, id, job_id, cost_type, amount, billing_period, recorded_at, usage_end, created_at, project, gpu_type,
        quantity, unit, unit_price, idempotency_key
      )
      select
        user_id, gen_random_uuid(), job_id, 'compute', amount, date_trunc('month', start at time zone 'UTC')::date, start,
        stop, stop, project, gpu_type, gpu_seconds, 'gpu_second', unit_price,
        'system:meter:' || job_id || ':' || to_char(start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      from slices
      on conflict do nothing
    ), sums as (
      insert into cost_rollups as r (user_id, grain, bucket, cost_type, project, gpu_type, amount, count)
      select user_id, grain, bucket, 'compute', coalesce(project, ''), gpu_type, sum(amount), count(*)
      from slices
      cross join lateral (
        values ('quarter', date_bin('15 minutes', start, '2000-01-01Z')), ('day', date_trunc('day', start, time_zone))
      ) as cut (grain, bucket)
      group by user_id, grain, bucket, project, gpu_type
      on conflict (user_id, grain, bucket, cost_type, project, gpu_type)
        do update set amount = r.amount + excluded.amount, count = r.count + excluded.count
    ), job_days as (
      insert into job_rollups as r (user_id, day, job_id, amount, count)
      select user_id, date_trunc('day', start, 'UTC'), job_id, sum(amount), count(*)
      from slices group by 1, 2, 3
      on conflict (user_id, day, job_id) do update set amount = r.amount + excluded.amount, count = r.count + excluded.count
    ), moved as (
      update lora_training_jobs j set current_cost = j.current_cost + s.amount, metered_until = s.stop
      from slices s where j.user_id = s.user_id and j.id = s.job_id
    ), spent as (
      update budget_periods p set spent = p.spent + s.amount, next_due_at = p.period_end
      from (select user_id, stop, sum(amount) as amount from slices group by 1, 2) s
      where p.user_id = s.user_id and p.period_start < s.stop and p.period_end >= s.stop
    ), inboxes as (
      insert into inbox_state as i (user_id, version)
      select distinct user_id, 1 from slices
      on conflict (user_id) do update set version = i.version + 1
    )
    insert into day_checks (user_id, due_at)
    select distinct user_id, stop + interval '5 minutes' from slices
    on conflict do nothing`;
}
