import { createBudget } from "@pipeline/api/budgets/create";
import type { App } from "@pipeline/api/http";
import { QUARTER_MS } from "@pipeline/core/period";
import { actFor } from "../support/callers";

/** Ahead of every clock: the application's own due work finds nothing of it due. */
const OPENS_AT = Date.parse("2041-01-07T09:00:00.000Z");

export type Running = {
  /** Whose quarter hours the due work closes. */
  readonly ours: readonly string[];
  /** Users with the same jobs, for the one statement. */
  readonly twins: readonly string[];
  readonly perUser: number;
  readonly postgres: string;
  /** The injected clock (ms): the latest quarter hour that has closed. */
  now: number;
};

type Size = { readonly users: number; readonly perUser: number; readonly budgets: number };

/** Makes twice as many users as are measured, all with the same jobs that have just started, as the owner and in bulk. */
export async function fill(app: App, { users, perUser, budgets }: Size): Promise<Running> {
  const { sql } = app.database.owner;
  const made = await sql<{ id: string }[]>`
    insert into users (id, name, email, email_verified, created_at, updated_at)
    select gen_random_uuid(), 'Bench', n || '@bench.test', true, now(), now() from generate_series(1, ${2 * users}) n
    returning id`;
  const everybody = made.map(({ id }) => id);
  const [ours, twins] = [everybody.slice(0, users), everybody.slice(users)];
  for (const half of [ours, twins]) await fillHalf(app, half, perUser);
  for (const half of [ours, twins]) {
    for (const userId of half.filter((_, n) => n % budgets === 0)) {
      const budget = { name: "All", amount: "100000", period: "month" as const, thresholds: [50, 100] };
      const ctx = { ...actFor(app, userId), now: () => OPENS_AT };
      await createBudget(ctx, { ...budget, forecastAlert: false, blockNewJobs: false });
    }
  }
  for (const table of ["users", "account_settings", "lora_training_jobs", "inbox_state"]) {
    await sql.unsafe(`vacuum (analyze) ${table}`);
  }
  const [server] = await sql<{ version: string }[]>`select current_setting('server_version') as version`;
  return { ours, twins, perUser, postgres: server?.version ?? "unknown", now: OPENS_AT };
}

// The n-th of each half has the same zone, and the same jobs, which start within the first quarter hour.
async function fillHalf({ database }: App, userIds: readonly string[], perUser: number): Promise<void> {
  const { sql } = database.owner;
  const numbered = sql`unnest(${[...userIds]}::uuid[]) with ordinality as u(id, n)`;
  await sql`
    insert into account_settings (user_id, time_zone)
    select u.id, (array['UTC', 'America/New_York', 'Asia/Kolkata'])[1 + u.n % 3] from ${numbered}`;
  await sql`insert into inbox_state (user_id, swept_at) select u.id, '2041-01-01Z' from ${numbered}`;
  await sql`
    insert into lora_training_jobs (
      user_id, id, name, project, gpu_type, gpu_count, unit_price, unit_price_given, status, queued_at, started_at,
      last_seen_at, last_event_at, runs
    )
    select
      u.id, gen_random_uuid(), 'llama-3-8b ' || k, 'project ' || k % 2, gpu.name, gpus, gpu.price::numeric, true, 'running', begun, begun,
      begun, begun,
      jsonb_build_array(jsonb_build_object('start', begun_iso, 'end', null, 'unitPrice', gpu.price, 'gpuCount', gpus))
    from ${numbered}
    cross join generate_series(1, ${perUser}) k
    cross join lateral (select 1 + (u.n * 7 + k * 13) % ${QUARTER_MS / 1000 - 1} as late, 1 + k % 8 as gpus) as made
    cross join lateral (select ${new Date(OPENS_AT).toISOString()}::timestamptz + late * interval '1 second' as begun) as b
    cross join lateral (
      select to_char(begun at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as begun_iso
    ) as iso
    join (values (0, 'NVIDIA H100', '2.49'), (1, 'NVIDIA L40S', '0.79'), (2, 'NVIDIA A100', '1.29')) as gpu(place, name, price)
      on gpu.place = (k / 2) % 3
    order by u.n, k`;
}
