import { beginning, instant, iso, jobId, JOBS, within } from "./parts";
import { DAY_MS, END, NOW, type Slice } from "./size";

/**
 * Jobs that have records since `from`, each as long as it takes the next one to come; the latest two of an account still
 * run. The meter has booked nothing of them: their paid stretches cost nothing, or begin where the ledgers end.
 */
export function jobsOf(slice: Slice): string {
  const end = instant(END);
  return `
  insert into lora_training_jobs (
    user_id, id, name, project, preset_id, base_model, gpu_type, gpu_count, unit_price, unit_price_given, status, lost,
    progress, estimated_total_cost, estimate, current_cost, final_cost, queued_at, started_at, ended_at, last_seen_at,
    last_event_at, metered_until, runs
  )
  select p.user_id, ${jobId("j")}, 'llama-3-8b run ' || j, 'project ' || j % 7, 'balanced', 'llama-3-8b', gpu, 8, 2.5,
    true, status, h = 18, case when status = 'completed' then 100 else 40 end, 30,
    jsonb_build_object('low', '20', 'expected', '30', 'high', '40', 'basis', 'a plan', 'samples', 0, 'inputs',
      jsonb_build_object('provider', null, 'region', null, 'purchaseOption', null, 'gpuType', gpu, 'gpuCount', 8,
        'unitPrice', '2.5', 'estimatedHours', 2)),
    coalesce(t.amount, 0), case when ended is not null then coalesce(t.amount, 0) end, began, began, ended,
    coalesce(ended, ${end}), coalesce(ended, ${end}), case when ended is null then ${end} end,
    jsonb_build_array(jsonb_build_object('start', ${iso(`coalesce(ended - interval '1 hour', ${end})`)}, 'end', ${iso("ended")},
      'unitPrice', case when ended is null then '2.5' else '0' end, 'gpuCount', 8))
  from age_people p ${within(slice, "j", JOBS, 2)}
  cross join lateral (select abs(hashint8extended(j, p.n) % 20) as h) as drawn
  cross join lateral (select
    case when j >= ${JOBS} - 2 then 'running' when h < 16 then 'completed' when h < 19 then 'failed' else 'canceled' end as status,
    (array['H100', 'A100'])[1 + j % 2] as gpu, ${instant("j_at.begins")} as began,
    case when j < ${JOBS} - 2 then ${instant(beginning("j + 1", JOBS))} end as ended
  ) as made
  left join age_totals t on t.user_id = p.user_id and t.job_id = ${jobId("j")}
  order by began`;
}

/** What their jobs' records come to. */
export const TOTALS = `
  create temp table age_totals as select user_id, job_id, sum(amount) as amount from job_rollups group by 1, 2`;

/** Seven events a job, two messages, and a file of every tenth. Read messages leave the inbox after 400 days. */
export const OF_JOBS = [
  `insert into lora_job_events (user_id, job_id, event_id, type, at, received_at, body, body_hash, recorded_by)
  select j.user_id, j.id, e::text, case when e = 0 then 'started' when e = 6 then 'completed' else 'progress' end, at, at,
    jsonb_build_object('step', e * 100), md5(e::text), 'system'
  from lora_training_jobs j cross join generate_series(0, 6) e
  cross join lateral (select j.started_at + e / 6.0 * (coalesce(j.ended_at, ${instant(END)}) - j.started_at) as at) as told
  where e < 6 or j.ended_at is not null order by at`,
  `insert into lora_notifications (
    user_id, id, type, title, message, priority, read, read_at, archived_at, action_url, metadata, created_at, sort_at,
    job_id, dedupe_key, version
  )
  select user_id, gen_random_uuid(), type, 'Training', name || ' on 8 H100.', 'medium', is_read,
    case when is_read then at end, case when is_read and v % 5 = 0 then at end, '/training/jobs/' || id,
    jsonb_build_object('gpu_type', gpu_type), at, at, id, 'age:' || v, v
  from (
    select j.user_id, j.id, j.name, j.gpu_type, type, at,
      row_number() over (partition by j.user_id order by at desc, type) > 30 and abs(hashtext(j.id::text)) % 50 > 0 as is_read,
      row_number() over (partition by j.user_id order by at, type) as v
    from lora_training_jobs j
    cross join lateral (values ('job_started', j.started_at), ('job_completed', j.ended_at)) as told(type, at)
    where at is not null
  ) n
  where not is_read or at > ${instant(NOW - 400 * DAY_MS)} order by at`,
  `insert into lora_artifacts (
    user_id, kind, name, job_id, project, size_bytes, unit_price, stored_from, stored_until, metered_until
  )
  select user_id, 'dataset', name, id, project, 1000000, 0, started_at, case when old then ended_at end,
    case when old then '9999-12-31Z'::timestamptz else ${instant(END)} end
  from lora_training_jobs cross join lateral (select ended_at < ${instant(END - 60 * DAY_MS)} as old) as o
  where abs(hashtext(id::text)) % 10 = 0 order by started_at`,
];

/** A log of the last 400 days, since `from` at the earliest. */
export function auditSince(from: number): string {
  return `
  insert into audit_entries (user_id, at, action, subject, outcome, actor, actor_id, request_id)
  select p.user_id, at, 'jobs.create', gen_random_uuid(), 'done', 'session', gen_random_uuid(), gen_random_uuid()
  from age_people p cross join generate_series(1, least(4000, p.records / 100)) i
  cross join lateral (select ${instant(NOW)} - i * interval '400 days' / least(4000, p.records / 100) as at) as made
  where at >= ${instant(from)} order by at`;
}

/** Budgets of all and of a project by month, more for who records more, with a period for each month since the first. */
export const BUDGETS = [
  `insert into budgets (user_id, name, amount, period, project, thresholds, created_at, updated_at)
  select p.user_id, 'budget ' || i, 1000000000, 'month', case when i % 2 = 0 then 'project ' || i % 7 end, '{80}',
    first, first
  from age_people p cross join generate_series(1, case when p.n = 1 then 20 when p.records > 20000 then 5 else 1 end) i
  join (select user_id, min(bucket) as first from cost_rollups group by 1) f using (user_id)
  where p.n % 4 = 1 or p.n < 50`,
  `insert into budget_periods (user_id, budget_id, period_start, period_end, time_zone, amount, thresholds, spent)
  select b.user_id, b.id, month, date_add(month, '1 month', p.zone), p.zone, b.amount, b.thresholds, coalesce((
    select sum(s.amount) from age_months s where s.user_id = b.user_id and s.month = m.month
      and (b.project is null or s.project = b.project)), 0)
  from budgets b join age_people p using (user_id)
  cross join lateral generate_series(date_trunc('month', b.created_at, p.zone), ${instant(NOW)}, interval '1 month', p.zone) as m(month)`,
];

/** What those with a budget have spent by month and project. */
export const MONTHS = [
  `create temp table age_months as
  select r.user_id, date_trunc('month', r.bucket, p.zone) as month, r.project, sum(r.amount) as amount
  from cost_rollups r join age_people p using (user_id)
  where r.grain = 'day' and r.user_id in (select user_id from budgets) group by 1, 2, 3`,
  "create index on age_months (user_id, month)",
  "analyze age_months",
];

/** The accounts themselves, and where their inboxes stand. */
export const ACCOUNTS = [
  `insert into users (id, name, email, email_verified, created_at, updated_at)
  select user_id, 'Bench', n || '@bench.test', true, ${instant(NOW)}, ${instant(NOW)} from age_people order by n`,
  `insert into account_settings (user_id, time_zone) select user_id, zone from age_people`,
];
export const INBOXES = `
  insert into inbox_state (user_id, version, swept_at)
  select p.user_id, coalesce(max(v.version), 0), ${instant(NOW)}
  from age_people p left join lora_notifications v using (user_id) group by 1`;
