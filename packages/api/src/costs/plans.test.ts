import { GROUP_BYS } from "@pipeline/core/cost-words";
import { type SummarizeCosts } from "@pipeline/core/costs";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { setTimeZone } from "../account/update";
import type { Ctx } from "../ctx";
import { createTestApi, type TestApi } from "../testing";
import { forecastCosts } from "./forecast";
import { summarizeCosts } from "./summary";
import { plansOf } from "./testing/plans";
import { summarizeWaste } from "./waste";

let api: TestApi;
let ctx: Ctx;

/** Who has no costs at all. */
const SLEEPERS = 3_000;
const USERS = 40;
const DAYS = 400;
const EACH = 4;

const PK = "cost_rollups_user_id_grain_bucket_cost_type_project_gpu_type_pk";
const BY_JOB = "job_rollups_user_id_day_job_id_pk";
const RECORDS = "lora_cost_records_recorded_at_idx";
const JOBS = "lora_training_jobs_user_id_id_pk";
const OPEN = "lora_training_jobs_user_id_status_queued_at_idx";
const SETTINGS = "account_settings_user_id_pk";

// Forty users with four records and a job a day, and with another user's days around each of theirs on the disk.
beforeAll(async () => {
  api = await createTestApi("2026-03-10T12:07:00.000Z");
  ctx = await api.user();
  await api.admin.db.execute(sql`
    insert into users (id, name, email, email_verified, created_at, updated_at)
    select gen_random_uuid(), 'Plan', n || '@example.test', true, now(), now() from generate_series(1, ${SLEEPERS}) n`);
  await api.admin.db.execute(sql`insert into account_settings (user_id) select id from users`);
  const ids = sql`(
    (select id from users where id <> ${ctx.actor.userId} limit ${USERS - 1}) union all select ${ctx.actor.userId}::uuid
  ) as u`;
  const days = sql`generate_series(0, ${DAYS - 1}) as d`;
  const at = sql`timestamptz '2026-03-10T12:05Z' - d * interval '1 day' - i * interval '6 hours'`;
  const job = sql`md5(u.id || ' ' || d)::uuid`;
  await api.admin.db.execute(sql`
    insert into lora_training_jobs (user_id, id, name, gpu_type, gpu_count, unit_price, status, queued_at)
    select u.id, ${job}, 'job ' || d, 'H100', 1, 1, case when d % 100 = 0 then 'running' when d % 10 = 1 then 'failed' else 'completed' end, now()
    from ${days}, ${ids}`);
  await api.admin.db.execute(sql`
    insert into lora_cost_records
      (user_id, job_id, cost_type, amount, billing_period, recorded_at, created_at, project, gpu_type, idempotency_key)
    select u.id, ${job}, case when i % 2 = 0 then 'compute' else 'storage' end, 1, ${at}, ${at}, now(), 'p', 'H100', d || ' ' || i
    from ${days}, generate_series(0, ${EACH - 1}) as i, ${ids}`);
  for (const [grain, width] of [
    ["quarter", "15 minutes"],
    ["day", "1 day"],
  ] as const) {
    await api.admin.db.execute(sql`
      insert into cost_rollups select user_id, ${grain}, date_bin(${width}::interval, recorded_at, '2000-01-01Z'),
        cost_type, project, gpu_type, sum(amount), count(*) from lora_cost_records group by 1, 3, 4, 5, 6`);
  }
  await api.admin.db.execute(sql`
    insert into job_rollups select user_id, date_bin('1 day', recorded_at, '2000-01-01Z'), job_id, sum(amount), count(*)
    from lora_cost_records group by 1, 2, 3`);
  await setTimeZone(ctx, "America/New_York");
  // What the change of zone has left behind in the index would be counted too.
  await api.admin.db.execute(sql`vacuum cost_rollups`);
  await api.admin.db.execute(sql`analyze`);
});

const summary = (input: Partial<SummarizeCosts>) => summarizeCosts(ctx, { groupBy: "costType", ...input });

/** Only these indexes, and no table is read through. What a window holds may be hashed or sorted to be summed up. */
async function expectIndexes(deed: () => Promise<unknown>, ...indexes: string[]) {
  // The zone is known from then on.
  await deed();
  const plans = await plansOf(api, ctx, deed);
  expect(plans.indexes).toEqual([...indexes, OPEN, SETTINGS].toSorted());
  expect(plans.nodes.filter((node) => node === "Seq Scan")).toEqual([]);
  return plans.read;
}

describe("with 64,000 records of 40 users, the index of what is asked for answers", () => {
  test.each(["costType", "project", "gpuType"] as const)(
    "a summary by %s, with no row outside of it",
    async (groupBy) => {
      const read = await expectIndexes(() => summary({ groupBy, from: "2026-01-01", to: "2026-01-31" }), PK);
      // Two types a day, of the month and of the one before.
      expect(read).toMatchObject({ [PK]: 2 * 2 * 31 });
    },
  );

  test("a year from another zone: its days, and the smaller part of each day that it splits", async () => {
    const read = await expectIndexes(
      () => summary({ period: "year", granularity: "day", timeZone: "Asia/Kolkata" }),
      PK,
    );
    const [held] = await api.admin.db.execute<{ days: number; quarters: number }>(sql`
      select count(*) filter (where grain = 'day')::int as days, count(*) filter (where grain = 'quarter')::int as quarters
      from cost_rollups where user_id = ${ctx.actor.userId} and bucket >= '2025-03-09' and bucket < '2026-03-11'`);
    expect(held?.quarters).toBeGreaterThan(EACH * 365);
    expect(read[PK]).toBeLessThan((held?.days ?? 0) + (held?.quarters ?? 0) / 2);
  });

  test("the parts of quarter hours at the end of a month to date before", async () => {
    const read = await expectIndexes(() => summary({ period: "monthToDate" }), PK, RECORDS);
    expect(read[RECORDS]).toBe(1);
  });

  test("a year by job, with the names of those that are shown", async () => {
    const read = await expectIndexes(() => summary({ period: "year", groupBy: "job" }), PK, BY_JOB, RECORDS, JOBS);
    // Months do not begin with UTC days: five hours of thirteen days, and what there was of today.
    expect(read[RECORDS]).toBeLessThan(13 * 2 + EACH);
    expect(read[JOBS]).toBe(100);
  });

  test("a month by outcome, which asks for no job but those of the month", async () => {
    const read = await expectIndexes(() => summary({ period: "month", groupBy: "outcome" }), PK, BY_JOB, RECORDS, JOBS);
    expect(read[JOBS]).toBeLessThan(4 * 31);
  });

  test("waste", () => expectIndexes(() => summarizeWaste(ctx, { period: "month" }), BY_JOB, RECORDS, JOBS));

  test("a forecast", () => expectIndexes(() => forecastCosts(ctx, { period: "month" }), PK));
});

test("what a summary asks is one statement a source, whatever it is asked for", async () => {
  for (const groupBy of GROUP_BYS) await summary({ groupBy });
  const asked = new Set<string>();
  const { options } = api.app.sql;
  Object.assign(options, { debug: (_: number, text: string) => void asked.add(text) });
  for (const period of ["week", "month", "year"] as const) await summary({ period, granularity: "day" });
  Object.assign(options, { debug: false });
  const selects = [...asked].filter((text) => /^\s*select/.test(text));
  // Whose rows, the zone, the days, the jobs that run.
  expect(selects).toHaveLength(4);
});
