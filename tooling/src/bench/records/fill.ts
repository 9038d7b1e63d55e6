import { performance } from "node:perf_hooks";
import { NO_JOB } from "@pipeline/api/costs/write";
import type { Connection } from "@pipeline/db";

const JOBS = 200;
export const DAYS = 360;

export type Ledger = {
  readonly userId: string;
  /** The last day with records, "YYYY-MM-DD". */
  readonly to: string;
  readonly seconds: number;
};

/**
 * Makes a user whose ledger has `rows` records of a year, with their roll-ups, as the owner and in bulk. What the records
 * say follows from their number and the seed.
 */
export async function fillLedger({ sql }: Connection, { rows, seed }: { rows: number; seed: number }): Promise<Ledger> {
  const began = performance.now();
  const [user] = await sql<{ id: string }[]>`
    insert into users (id, name, email, email_verified, created_at, updated_at)
    values (gen_random_uuid(), 'Bench', 'ledger@bench.test', true, now(), now()) returning id`;
  const userId = user?.id ?? "";
  // A UUID of a text, with the version and variant that the API asks of one.
  const uuidOf = (text: ReturnType<typeof sql>) =>
    sql`overlay(overlay(md5(${text}) placing '4' from 13) placing '8' from 17)::uuid`;
  const start = sql`date_trunc('day', now(), 'UTC') - ${DAYS} * interval '1 day'`;
  await sql`insert into account_settings (user_id) values (${userId})`;
  await sql`
    insert into lora_training_jobs (user_id, id, name, project, gpu_type, gpu_count, unit_price, status, queued_at)
    select ${userId}, ${uuidOf(sql`${`${seed} job `} || n`)}, 'llama-3-8b run ' || n, 'project ' || n % 5,
      (array['H100', 'A100', 'L4'])[1 + n % 3], 8, 2.5, 'completed', ${start}
    from generate_series(1, ${JOBS}) n`;
  await sql`
    insert into lora_cost_records (
      user_id, id, job_id, cost_type, amount, billing_period, recorded_at, created_at, project, gpu_type,
      quantity, unit, unit_price, idempotency_key
    )
    select
      j.user_id, ${uuidOf(sql`${`${seed} record `} || n`)}, j.id,
      (array['compute', 'compute', 'compute', 'storage', 'egress'])[1 + n % 5], (n % 1000) * 0.000123,
      date_trunc('month', at, 'UTC')::date, at, at, j.project, j.gpu_type, n % 900, 'gpu-second', 2.5, 'caller:' || n
    from generate_series(1, ${rows}) n
    cross join lateral (
      select date_trunc('milliseconds', ${start} + n * (interval '${sql.unsafe(String(DAYS))} days' / ${rows})) as at
    ) as written
    join lora_training_jobs j on j.user_id = ${userId} and j.id = ${uuidOf(sql`${`${seed} job `} || 1 + n * ${JOBS}::bigint / (${rows} + 1)`)}
    order by n`;
  for (const grain of ["quarter", "day"]) {
    await sql`
      insert into cost_rollups (user_id, grain, bucket, cost_type, project, gpu_type, amount, count)
      select user_id, ${grain}, date_bin(${grain === "day" ? "1 day" : "15 minutes"}::interval, recorded_at, '2000-01-01Z'),
        cost_type, coalesce(project, ''), coalesce(gpu_type, ''), sum(amount), count(*)
      from lora_cost_records where user_id = ${userId} group by 1, 2, 3, 4, 5, 6`;
  }
  await sql`
    insert into job_rollups (user_id, day, job_id, amount, count)
    select user_id, date_trunc('day', recorded_at, 'UTC'), coalesce(job_id, ${NO_JOB}), sum(amount), count(*)
    from lora_cost_records where user_id = ${userId} group by 1, 2, 3`;
  const [last] = await sql<{ to: string }[]>`
    select to_char(max(recorded_at) at time zone 'UTC', 'YYYY-MM-DD') as to
    from lora_cost_records where user_id = ${userId}`;
  const seconds = (performance.now() - began) / 1000;
  for (const table of ["lora_training_jobs", "lora_cost_records", "cost_rollups", "job_rollups"]) {
    await sql.unsafe(`vacuum (analyze) ${table}`);
  }
  if (!last) throw new Error("The ledger is empty.");
  return { userId, to: last.to, seconds };
}
