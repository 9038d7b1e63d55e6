import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { listAudit } from "./audit/list";
import { listBudgets } from "./budgets/list";
import { readRecords } from "./costs/export/read";
import { listRecords } from "./costs/records";
import { reading, type Ctx } from "./ctx";
import { checkDueDays } from "./due/anomalies";
import { nextCrossing, weighDue } from "./due/budgets";
import { settleDueInboxes } from "./due/inbox";
import { loseSilent } from "./due/loss";
import { meterDue } from "./due/meter";
import { sweepInboxes } from "./due/retention";
import { storeDue } from "./due/storage";
import { createTestHttp, type TestHttp } from "./http/testing";
import { listJobs } from "./jobs/list";
import { listPrices } from "./prices/list";
import { appRouter } from "./router";
import { listFiles } from "./storage/list";
import { askedBy, plansOf, type Plans } from "./testing-plans";

const USERS = 30;
const JOB = "6f1c2a4e-8d0b-4c57-9a3e-5b7d1f20c9aa";
const NOW = "2026-03-10T12:00:00.000Z";

let api: TestHttp;
let ctx: Ctx;

// Thirty users with 500 records (one has 40,000), 600 jobs and 300 files each; one job of every user has the same id.
// In the order of time, as they come about: what lies together is read together.
beforeAll(async () => {
  api = await createTestHttp(NOW);
  for (let user = 0; user < USERS; user += 1) ctx = await api.user();
  await api.admin.db.execute(sql`insert into account_settings (user_id) select id from users on conflict do nothing`);
  for (const fill of fills(ctx.actor.userId)) await api.admin.db.execute(sql.raw(fill));
  await api.admin.db.execute(sql`vacuum analyze`);
});

const at = (i: string, unit: string) => `'${NOW}'::timestamptz - ${i} * interval '1 ${unit}'`;
const ending = `(array['completed', 'failed', 'canceled', 'queued'])[1 + i % 4]`;
const fills = (heavy: string) => [
  `insert into lora_training_jobs (user_id, id, name, project, gpu_type, gpu_count, unit_price, status, queued_at,
      started_at, last_seen_at, last_event_at, metered_until, ended_at, final_cost)
    select u.id, case when i = 1 then '${JOB}'::uuid else gen_random_uuid() end, 'job', 'p' || i % 7, 'H100', 1, 2,
      case when i % 10 = 0 then 'running' else ${ending} end, ${at("i", "hour")}, ${at("i", "hour")}, '${NOW}', '${NOW}',
      '${NOW}', case when i % 10 = 0 then null else ${at("i", "hour")} + interval '30 minutes' end, 1
    from users u, generate_series(1, 600) i order by i desc`,
  `insert into lora_cost_records (user_id, id, job_id, cost_type, amount, billing_period, recorded_at, created_at,
      project, gpu_type, idempotency_key)
    select u.id, gen_random_uuid(), case when i % 10 = 0 then '${JOB}'::uuid end,
      case when i % 3 = 0 then 'storage' else 'compute' end, 1, '2026-01-01', ${at("i", "minute")}, ${at("i", "minute")},
      case when i % 4 < 3 then 'p' || i % 7 end, 'H100', 'k' || i
    from users u, generate_series(1, case when u.id = '${heavy}' then 40000 else 500 end) i order by i desc`,
  ...["15 minutes", "1 day"].map(
    (step) => `insert into cost_rollups (user_id, grain, bucket, cost_type, project, gpu_type, amount, count)
    select user_id, '${step === "1 day" ? "day" : "quarter"}', date_bin('${step}', recorded_at, '2000-01-01Z'), cost_type,
      coalesce(project, ''), coalesce(gpu_type, ''), sum(amount), count(*)
    from lora_cost_records group by 1, 2, 3, 4, 5, 6`,
  ),
  `insert into lora_artifacts (user_id, kind, project, size_bytes, stored_from, stored_until, metered_until)
    select u.id, 'dataset', 'p' || i % 7, 1, ${at("i", "hour")}, case when i % 3 = 0 then '${NOW}'::timestamptz end, '${NOW}'
    from users u, generate_series(1, 300) i order by i desc`,
  `insert into budgets (user_id, name, amount, period, thresholds, created_at, updated_at)
    select u.id, 'b' || i, 10, 'month', '{80}', ${at("i", "hour")}, '${NOW}' from users u, generate_series(1, 90) i`,
  `insert into budget_periods (user_id, budget_id, period_start, period_end, time_zone, amount, thresholds, next_due_at)
    select b.user_id, b.id, '2026-03-01Z', '2026-04-01Z', 'UTC', 10, '{80}',
      case when b.name = 'b1' then '2026-03-20Z'::timestamptz end from budgets b`,
  `insert into audit_entries (user_id, at, action, outcome, actor)
    select u.id, ${at("i", "hour")}, 'jobs.create', 'done', 'session' from users u, generate_series(1, 300) i order by i desc`,
  `insert into api_keys (id, reference_id, key, name, created_at, updated_at)
    select gen_random_uuid(), u.id, 'k' || u.id || i, 'k', ${at("i", "hour")}, '${NOW}'
    from users u, generate_series(1, 40) i`,
  // Users of nothing but an inbox, and a day to be looked at.
  `insert into users (id, name, email, email_verified, created_at, updated_at)
    select gen_random_uuid(), 'n', i || '@plans.test', true, now(), now() from generate_series(1, 5000) i`,
  `insert into inbox_state (user_id, version, next_due_at, swept_at)
    select id, 1, case when email like '%7@plans.test' then '2026-04-01Z'::timestamptz end, '${NOW}'
    from users where email like '%@plans.test'`,
  `insert into day_checks (user_id, due_at) select id, '2026-04-01Z' from users where email like '%@plans.test'`,
];

/** The indexes that serve a deed of a request's, and what should not be needed: sorts and tables read through. */
async function planned(deed: () => Promise<unknown>): Promise<Plans> {
  return plansOf(api.app, await askedBy(api.app, deed), ctx.actor.userId);
}

const RECORDS = "lora_cost_records_recorded_at_idx";
const OF_JOB = "lora_cost_records_job_id_idx";
const ROLL_UPS = "cost_rollups_user_id_grain_bucket_cost_type_project_gpu_type_pk";
const JOBS_KEY = "lora_training_jobs_user_id_id_pk";
const window = { from: "2026-02-05", to: "2026-03-10" };
const zoned = { ...window, timeZone: "UTC", limit: 50 };

describe("records", () => {
  test.each<[string, object, string[]]>([
    ["of a window", {}, [RECORDS, ROLL_UPS]],
    ["of a type", { costType: "compute" }, [RECORDS, ROLL_UPS]],
    ["of a project", { project: "p2" }, [RECORDS, ROLL_UPS]],
    ["of none", { project: "" }, [RECORDS, ROLL_UPS]],
    ["of a type in a project", { costType: "compute", project: "p2" }, [RECORDS, ROLL_UPS]],
    ["of a job", { jobId: JOB }, [OF_JOB]],
    ["of a job and a type", { jobId: JOB, costType: "compute" }, [OF_JOB]],
  ])(
    "%s are found in their order, on the first page and on a later one, and counted by roll-ups",
    async (_, filters, own) => {
      const input = { ...zoned, ...filters, limit: 5 };
      const { nextCursor, totalCount } = await listRecords(ctx, input);
      expect(totalCount).toBeGreaterThan(5);
      for (const cursor of [undefined, nextCursor ?? ""]) {
        const { indexes, slow } = await planned(() => listRecords(ctx, { ...input, cursor }));
        expect({ indexes, slow }).toEqual({ indexes: [JOBS_KEY, ...own].toSorted(), slow: [] });
      }
    },
  );

  // A filter leaves little more than a page of a thousand here, and that may be sorted.
  test("are exported page by page, each from where the last one ended", async () => {
    const bounds = { from: Date.parse(window.from), to: Date.parse(window.to) };
    const twoPages = () =>
      reading(ctx, async (scope) => {
        const pages = readRecords(scope, bounds, {});
        for (let page = 1; page <= 2; page += 1) expect((await pages.next()).done).toBe(false);
      });
    expect(await planned(twoPages)).toEqual({ indexes: [RECORDS, JOBS_KEY], slow: [] });
  });
});

describe("jobs", () => {
  const BY_STATUS = "lora_training_jobs_user_id_status_queued_at_idx";
  test.each<[string, object, string]>([
    ["all", {}, "lora_training_jobs_user_id_queued_at_idx"],
    ["the completed ones", { status: "completed" }, BY_STATUS],
    ["the running ones", { status: "running" }, BY_STATUS],
  ])("%s are found in their order", async (_, filters, own) => {
    const input = { limit: 3, ...filters };
    const { nextCursor } = await listJobs(ctx, input);
    expect(nextCursor).not.toBeNull();
    for (const cursor of [undefined, nextCursor ?? ""]) {
      expect(await planned(() => listJobs(ctx, { ...input, cursor }))).toEqual({ indexes: [own], slow: [] });
    }
  });
});

describe("stored files", () => {
  test.each([{}, { kind: "dataset" as const }, { project: "p2" }, { kept: true }, { kept: false }])(
    "%j are found in their order; the few prices of storage are read through",
    async (filters) => {
      const input = { limit: 5, ...filters };
      const { nextCursor } = await listFiles(ctx, input);
      for (const cursor of [undefined, nextCursor ?? ""]) {
        const asked = await askedBy(api.app, () => listFiles(ctx, { ...input, cursor }), "lora_artifacts");
        const plans = await plansOf(api.app, asked, ctx.actor.userId);
        const indexes = ["lora_artifacts_user_id_stored_from_idx", JOBS_KEY];
        expect(plans).toEqual({ indexes, slow: [] });
      }
    },
  );
});

test("entries of the audit log are found in their order", async () => {
  const { nextCursor } = await listAudit(ctx, { limit: 5 });
  for (const cursor of [undefined, nextCursor ?? ""]) {
    const plans = await planned(() => listAudit(ctx, { limit: 5, cursor }));
    expect(plans).toEqual({ indexes: ["audit_entries_user_id_at_id_pk"], slow: [] });
  }
});

describe("what is few is found by its owner and sorted", () => {
  test("budgets: an account has a hundred at most", async () => {
    const asked = await askedBy(api.app, () => listBudgets(ctx), "budgets");
    const plans = await plansOf(api.app, asked, ctx.actor.userId);
    expect(plans).toEqual({
      indexes: ["budget_periods_user_id_budget_id_period_start_pk", "budgets_user_id_id_pk"],
      slow: ["Sort"],
    });
  });

  test("API keys: those of one person", async () => {
    const plans = await plansOf(api.auth, await askedBy(api.auth, () => api.pipeline.door.listKeys(ctx.actor.userId)));
    expect(plans).toEqual({
      indexes: ["api_keys_reference_id_idx"],
      slow: ["Sort"],
    });
  });

  test("prices: the catalogue is the same for everybody, a page of it is most of it", async () => {
    const plans = await plansOf(api.app, await askedBy(api.app, () => listPrices(ctx, { limit: 100 })));
    expect(plans.slow).toEqual(["Seq Scan on prices", "Sort"]);
  });
});

const due = () => ({ owner: api.owner.db, now: () => api.clock.now, currency: "USD" });

describe("due work is found by when it is due, whoever's it is", () => {
  test.each<[string, () => Promise<unknown>, string[], string[]]>([
    ["jobs that fell silent", () => loseSilent(due()), ["lora_training_jobs_open_idx"], []],
    [
      "quarter hours of running jobs, users in the order of who was seen first",
      () => meterDue(due()),
      ["lora_training_jobs_open_idx"],
      ["Sort"],
    ],
    [
      "budgets, one user once: what is due is grouped",
      () => weighDue(due()),
      ["budget_periods_next_due_idx"],
      ["Sort"],
    ],
    ["the next crossing", () => nextCrossing(due().owner), ["budget_periods_next_due_idx"], []],
    ["days", () => checkDueDays(due()), ["day_checks_due_idx"], []],
    ["inboxes", () => settleDueInboxes(due()), ["inbox_state_due_idx"], []],
    ["retention", () => sweepInboxes(due()), ["inbox_state_swept_idx"], []],
    [
      "storage, in any order: what is due is shuffled",
      () => storeDue(due()),
      ["lora_artifacts_metered_until_idx"],
      ["Sort"],
    ],
  ])("%s", async (_, deed, indexes, slow) => {
    const plans = await plansOf(api.owner, await askedBy(api.owner, deed));
    expect(plans).toEqual({ indexes, slow });
  });
});

test("every list of the API is here, or where its noun is", () => {
  const elsewhere = ["notifications.list"];
  const here = [
    "apiKeys.list",
    "audit.list",
    "budgets.list",
    "costs.records",
    "jobs.list",
    "prices.list",
    "storage.list",
  ];
  const lists = Object.keys(appRouter._def.procedures).filter((path) => /\.(list|records)$/.test(path));
  expect(lists.toSorted()).toEqual([...here, ...elsewhere].toSorted());
});
