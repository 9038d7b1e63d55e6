import { performance } from "node:perf_hooks";
import { setTimeZone } from "@pipeline/api/account/update";
import { reading } from "@pipeline/api/ctx";
import type { App } from "@pipeline/api/http";
import { verifyJobTotals } from "@pipeline/api/verify/jobs";
import { verifyDays, verifyJobDays, verifyQuarters } from "@pipeline/api/verify/roll-ups";
import type { Connection } from "@pipeline/db";
import { actFor } from "../support/callers";

/** Where the accounts live, and from where they are looked at besides: no day of one is a day of the other. */
export const ZONES = { own: "America/New_York", other: "Asia/Kolkata" } as const;
/** The instant at which everything is asked; records end there. */
export const NOW = Date.parse("2026-03-10T12:07:00.000Z");

/** An account, its ledger, and how many sums the ledger has come to. */
export type Account = {
  readonly userId: string;
  readonly records: number;
  readonly jobs: number;
  readonly quarters: number;
  readonly days: number;
};

type Size = {
  /** Records of each account that is measured. */
  readonly records: readonly number[];
  /** Everybody else, with a hundred records each. */
  readonly others: number;
  readonly projects: number;
  readonly seed: number;
};

const FEW = 100;

/**
 * Makes accounts with a year of records, in bulk as the owner; the same ones for the same seed. The sums are made
 * from the records in one statement each, and checked by the project's own verification.
 */
export async function fill(app: App, size: Size): Promise<{ accounts: Account[]; seconds: number }> {
  const { owner } = app.database;
  const began = performance.now();
  const sizes = [...size.records, ...Array.from({ length: size.others }, () => FEW)];
  const ids = await makeUsers(owner, sizes.length, size.seed);
  for (const [i, records] of sizes.entries()) {
    const ledger = { userId: ids[i] ?? "", records, projects: size.projects, seed: size.seed + i };
    await makeJobs(owner, ledger);
    await makeRecords(owner, ledger);
  }
  await sumUp(owner);
  const measured = ids.slice(0, size.records.length);
  for (const userId of measured) await setTimeZone(actFor(app, userId), ZONES.own);
  for (const table of TABLES) await owner.sql.unsafe(`vacuum (analyze) ${table}`);
  const accounts = await Promise.all(measured.map((userId, i) => checked(app, userId, sizes[i] ?? 0)));
  return { accounts, seconds: (performance.now() - began) / 1000 };
}

type Ledger = { userId: string; records: number; projects: number; seed: number };

const TABLES = ["users", "lora_training_jobs", "lora_cost_records", "cost_rollups", "job_rollups", "account_settings"];

/** Jobs of an account: the more it records the more it trains, and the more each job records. */
const jobsOf = (records: number) => Math.ceil(Math.sqrt(records));

async function makeUsers({ sql }: Connection, count: number, seed: number): Promise<string[]> {
  const made = await sql<{ id: string }[]>`
    insert into users (id, name, email, email_verified, created_at, updated_at)
    select md5(${seed}::int || ' user ' || n)::uuid, 'Bench', n || '@bench.test', true, now(), now()
    from generate_series(1, ${count}::int) n order by n
    returning id`;
  await sql`insert into account_settings (user_id) select id from users`;
  return made.map(({ id }) => id);
}

// Four jobs run at a time; two kinds of GPU. Of twenty, three failed, one was lost, one was canceled.
async function makeJobs({ sql }: Connection, { userId, records, projects, seed }: Ledger): Promise<void> {
  await sql`
    insert into lora_training_jobs (
      user_id, id, name, project, gpu_type, gpu_count, unit_price, status, lost, queued_at, started_at, ended_at
    )
    select
      ${userId}::uuid, md5(${seed}::int || ' job ' || j)::uuid, 'llama-3-8b run ' || j, 'project ' || j % ${projects}::int,
      (array['H100', 'A100'])[1 + j % 2], 8, 2.5,
      case when h < 16 then 'completed' when h < 19 then 'failed' else 'canceled' end, h = 18, began, began, began
    from generate_series(0, ${jobsOf(records)}::int - 1) j
    cross join lateral (select
      abs(hashint8extended(j, ${seed}::int) % 20) as h,
      to_timestamp(${NOW / 1000}::float8) - interval '1 year' * (1 - j::float8 / ${jobsOf(records)}::int) as began
    ) as made`;
}

// Of twenty records, fourteen are of compute, four of storage, two of egress. Evenly over the year, with a jitter.
async function makeRecords({ sql }: Connection, { userId, records, seed }: Ledger): Promise<void> {
  await sql`
    insert into lora_cost_records (
      user_id, id, job_id, cost_type, amount, billing_period, recorded_at, created_at, project, gpu_type, idempotency_key
    )
    select
      j.user_id, md5(${seed}::int || ' record ' || k)::uuid, j.id, cost_type, (1 + h % 5000000) / 1000000.0,
      date_trunc('month', at at time zone 'UTC')::date, at, at, j.project,
      case when cost_type = 'compute' then j.gpu_type end, 'bench:' || k
    from generate_series(0, ${records}::int - 1) k
    cross join lateral (select abs(hashint8extended(k, ${seed}::int) % 1000000000) as h) as random
    cross join lateral (select
      case when h % 20 < 14 then 'compute' when h % 20 < 18 then 'storage' else 'egress' end as cost_type,
      date_trunc('milliseconds', to_timestamp(${NOW / 1000}::float8)
        - interval '365 days' * ((${records}::int - k - h / 1000000000.0) / ${records}::int)) as at,
      greatest(floor(k::float8 * ${jobsOf(records)}::int / ${records}::int)::int - (h / 20 % 4)::int, 0) as job
    ) as drawn
    join lora_training_jobs j on j.user_id = ${userId}::uuid and j.id = md5(${seed}::int || ' job ' || job)::uuid`;
}

/** All sums of all records: by quarter hour, by UTC day, by day and job, by job. */
async function sumUp({ sql }: Connection): Promise<void> {
  for (const [grain, width] of [
    ["quarter", "15 minutes"],
    ["day", "1 day"],
  ] as const) {
    await sql`
      insert into cost_rollups (user_id, grain, bucket, cost_type, project, gpu_type, amount, count)
      select user_id, ${grain}, date_bin(${width}::interval, recorded_at, '2000-01-01Z'), cost_type,
        coalesce(project, ''), coalesce(gpu_type, ''), sum(amount), count(*)
      from lora_cost_records group by 1, 3, 4, 5, 6 order by 1, 3, 4, 5, 6`;
  }
  await sql`
    insert into job_rollups (user_id, day, job_id, amount, count)
    select user_id, date_bin('1 day', recorded_at, '2000-01-01Z'), job_id, sum(amount), count(*)
    from lora_cost_records group by 1, 2, 3 order by 1, 2, 3`;
  await sql`
    update lora_training_jobs j set current_cost = s.amount, final_cost = s.amount
    from (select user_id, job_id, sum(amount) as amount from job_rollups group by 1, 2) s
    where s.user_id = j.user_id and s.job_id = j.id`;
  await sql`update lora_training_jobs set final_cost = 0 where final_cost is null`;
}

async function checked(app: App, userId: string, records: number): Promise<Account> {
  const asOwner = { ...actFor(app, userId), db: app.database.owner.db };
  const difference = await reading(asOwner, async (scope) => {
    for (const verify of [verifyQuarters, verifyDays, verifyJobDays, verifyJobTotals]) {
      const found = await verify(scope);
      if (found) return found;
    }
    return undefined;
  });
  if (difference) throw new Error(`A sum is wrong: ${JSON.stringify(difference)}`);
  const [counted] = await app.database.owner.sql<Omit<Account, "userId" | "records">[]>`
    select
      count(*) filter (where grain = 'quarter')::int as quarters, count(*) filter (where grain = 'day')::int as days,
      (select count(*)::int from lora_training_jobs where user_id = ${userId}) as jobs
    from cost_rollups where user_id = ${userId}`;
  return { userId, records, jobs: 0, quarters: 0, days: 0, ...counted };
}
