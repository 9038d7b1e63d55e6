import { withInstallation } from "../support/installation";
import { inTurns, repeated, timesAsFast } from "../support/run";
import { makeAccounts, AT_ONCE } from "./people";
import { pgbench } from "./pgbench";
import { inserts, withDriver } from "./plain";
import { COLUMNS, rowOf } from "./rows";

const cols = "user_id uuid, id uuid, cost_type text, amount numeric(24,12), details jsonb, billing_period date, recorded_at timestamptz, created_at timestamptz, project text, idempotency_key text, body_hash text, day timestamptz, quarter timestamptz";
const CTE = `with given as (select * from jsonb_to_recordset($1::jsonb) as r(${cols})),
fresh as (insert into lora_cost_records (${COLUMNS.join(", ")}) select ${COLUMNS.join(", ")} from given on conflict do nothing returning *),
rolled as (insert into cost_rollups (user_id, grain, bucket, cost_type, project, gpu_type, amount, count)
 select f.user_id, b.grain, b.bucket, f.cost_type, coalesce(f.project, ''), coalesce(f.gpu_type, ''), sum(f.amount), count(*)
 from fresh f join given g using (id) cross join lateral (values ('day', g.day), ('quarter', g.quarter)) as b(grain, bucket)
 group by 1, 2, 3, 4, 5, 6 order by 1,2,3,4,5,6
 on conflict (user_id, grain, bucket, cost_type, project, gpu_type) do update set amount = cost_rollups.amount + excluded.amount, count = cost_rollups.count + excluded.count),
jobs as (insert into job_rollups (user_id, day, job_id, amount, count)
 select f.user_id, date_bin('1 day', f.recorded_at, '2000-01-01Z'), coalesce(f.job_id, '00000000-0000-0000-0000-000000000000'), sum(f.amount), count(*)
 from fresh f group by 1,2,3 order by 1,2,3
 on conflict (user_id, day, job_id) do update set amount = job_rollups.amount + excluded.amount, count = job_rollups.count + excluded.count)`;
const INBOX = `insert into inbox_state (user_id, version) values ($1, 1) on conflict (user_id) do update set version = inbox_state.version + 1 returning version`;
const WATCH = `insert into day_checks (user_id, due_at) values ($1, $2) on conflict do nothing`;
const ZONE = `select time_zone from account_settings where user_id = $1 for share`;
const BUDGETS = `select * from budgets where user_id = $1 order by id for update`;

await withInstallation(async (app) => {
  const { host, port, user, database } = app.database.owner.sql.options;
  const server = { host: host[0] ?? "", port: port[0] ?? 0, user, database };
  await withDriver(server, async (own) => withDriver({ ...server, user: app.database.app.sql.options.user }, async (sql) => {
    let n = 0;
    const acc = async () => await makeAccounts(app, AT_ONCE);
    const body = (id: string, k: number) => {
      const r = rowOf(id, k);
      const o: Record<string, string> = {};
      COLUMNS.forEach((c, i) => (o[c] = r[i] ?? ""));
      o["details"] = JSON.parse(o["details"] ?? "");
      o["day"] = o["recorded_at"]!.slice(0, 10) + "T00:00:00Z"; o["quarter"] = o["day"];
      return JSON.stringify([o]);
    };
    const p = { prepare: true };
    const s1u = await acc(), s2u = await acc(), s3u = await acc(), s4u = await acc(), s5u = await acc();
    const due = () => new Date(Date.now() + 300000).toISOString();
    const cases = [
      pgbench("pgbench", server, await acc()),
      inserts(own, "driver", await acc()),
      repeated("V5: 5RT 7st", AT_ONCE, (c) => sql.begin(async (t) => {
        const id = s1u[c]!;
        await Promise.all([t.unsafe("select set_app_user($1)", [id], p), t.unsafe(ZONE, [id], p)]);
        await t.unsafe(CTE + " select id, exists(select from budgets where user_id = $2) from fresh", [body(id, n++), id], p);
        await Promise.all([t.unsafe(INBOX, [id], p), t.unsafe(WATCH, [id, due()], p)]);
      })),
      repeated("V5b: 5RT 6st", AT_ONCE, (c) => sql.begin(async (t) => {
        const id = s2u[c]!;
        await Promise.all([t.unsafe("select set_app_user($1)", [id], p), t.unsafe(ZONE, [id], p)]);
        await t.unsafe(CTE + " select id, exists(select from budgets where user_id = $2) from fresh", [body(id, n++), id], p);
        await t.unsafe(`with watched as (insert into day_checks (user_id, due_at) values ($1, $2) on conflict do nothing) ` + INBOX, [id, due()], p);
      })),
      repeated("V4: 4RT 5st", AT_ONCE, (c) => sql.begin(async (t) => {
        const id = s3u[c]!;
        await Promise.all([t.unsafe("select set_app_user($1)", [id], p), t.unsafe(ZONE, [id], p)]);
        await t.unsafe(CTE + `, ib as (insert into inbox_state (user_id, version) select $2, 1 from fresh limit 1 on conflict (user_id) do update set version = inbox_state.version + 1 returning version), w as (insert into day_checks (user_id, due_at) select $2, $3 from fresh limit 1 on conflict do nothing) select id, (select version from ib), exists(select from budgets where user_id = $2) from fresh f`, [body(id, n++), id, due()], p);
      })),
      repeated("V3: 3RT 5st", AT_ONCE, (c) => sql.begin(async (t) => {
        const id = s4u[c]!;
        await Promise.all([t.unsafe("select set_app_user($1)", [id], p), t.unsafe(ZONE, [id], p),
        t.unsafe(CTE + `, ib as (insert into inbox_state (user_id, version) select $2, 1 from fresh limit 1 on conflict (user_id) do update set version = inbox_state.version + 1 returning version), w as (insert into day_checks (user_id, due_at) select $2, $3 from fresh limit 1 on conflict do nothing) select id, (select version from ib), exists(select from budgets where user_id = $2) from fresh f`, [body(id, n++), id, due()], p)]);
      })),
      repeated("begin, set, insert", AT_ONCE, (c) => sql.begin(async (t) => {
        const id = s5u[c]!;
        await Promise.all([t.unsafe("select set_app_user($1)", [id], p), 
        t.unsafe(`insert into lora_cost_records (${COLUMNS.join(", ")}) values (${COLUMNS.map((_, i) => "$" + (i + 1)).join()})`, rowOf(id, n++), p)]);
      })),
    ];
    const m = await inTurns(cases, { rounds: 5, roundMs: 1000, warmUpMs: 1000 });
    console.table(m.map((x) => ({ name: x.name, s: Math.round(x.perSecond), p50: x.p50.toFixed(2), cpu: x.cpuMs.toFixed(3), ratio: timesAsFast(x, m[0]!).toFixed(2) })));
  }));
});
