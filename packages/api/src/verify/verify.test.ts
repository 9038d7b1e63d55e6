import { randomUUID } from "node:crypto";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { jobs } from "@pipeline/db/schema";
import { eq, sql, type SQL } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { verifyAccount } from "../account/verify";
import { budgetOf } from "../budgets/testing";
import { correctCost } from "../costs/correct";
import { recordCost } from "../costs/record";
import type { Ctx } from "../ctx";
import { createJob } from "../jobs/create";
import { importJobs } from "../jobs/import";
import { reportEvent } from "../jobs/report";
import { priceTrace, readTrace } from "../jobs/trace-file";
import { markRead } from "../notifications/change";
import { listNotifications } from "../notifications/list";
import { readPrices } from "../prices/file";
import { keepFile } from "../storage/keep";
import { removeFile } from "../storage/remove";
import { createTestApi, type TestApi } from "../testing";
import { type Difference, verifyAll, verifyUser } from "./verify";

const MINUTE = 60_000;
const data = (name: string) => path.join(projectRoot(), "data", name);

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const verify = (ctx: Ctx) => verifyUser(api.owner.db, ctx.actor.userId, () => api.clock.now);

/** A user with a job that runs since 40 minutes, a paused and resumed one that has ended, a correction, two read rows, a budget. */
async function busyUser(): Promise<{ ctx: Ctx; jobId: string }> {
  const ctx = await api.user({ timeZone: "Asia/Kathmandu" });
  const start = () => createJob(ctx, { gpuType: "NVIDIA H100-SXM5-80GB", gpuCount: 3, unitPrice: "2.951" });
  const report = (jobId: string, type: "started" | "heartbeat" | "paused" | "resumed" | "completed") =>
    reportEvent(ctx, { jobId, eventId: randomUUID(), type });
  await budgetOf(ctx, { amount: "1", thresholds: [50] });
  await budgetOf(ctx, { amount: "0.5", project: "files", period: "week", thresholds: [100] });
  const [running, ended] = [await start(), await start()];
  await report(running.id, "started");
  await report(ended.id, "started");
  for (const type of ["paused", "resumed", "completed"] as const) {
    api.clock.advance(11 * MINUTE + 7);
    await report(running.id, "heartbeat");
    await report(ended.id, type);
    await api.due();
  }
  const file = { kind: "dataset" as const, sizeBytes: 10 ** 15, project: "files" };
  const kept = await keepFile(ctx, { ...file, name: "a", idempotencyKey: "a" });
  await keepFile(ctx, { ...file, name: "b", idempotencyKey: "b" });
  api.clock.advance(20 * MINUTE);
  await report(running.id, "heartbeat");
  await api.due();
  await removeFile(ctx, { id: kept.id, at: kept.storedFrom });
  const record = await recordCost(ctx, { costType: "storage", amount: "1.5", idempotencyKey: "a" });
  await correctCost(ctx, { recordId: record.id, amount: "-0.25", reason: "too much", idempotencyKey: "b" });
  const { items } = await listNotifications(ctx, { filter: "all", limit: 2 });
  for (const { id } of items) await markRead(ctx, { id });
  return { ctx, jobId: running.id };
}

describe("verify", () => {
  test("finds nothing after the real trace was imported, in another zone", async () => {
    const ctx = await api.user({ timeZone: "America/New_York" });
    const prices = new Map((await readPrices(data("prices.csv"))).map(({ gpuType, price }) => [gpuType, price]));
    await importJobs(ctx, priceTrace(await readTrace(data("jobs-mlperf-v4.0.csv.gz"), "user"), prices));
    expect(await verify(ctx)).toBeUndefined();
  }, 60_000);

  test("finds nothing after a running job, a pause, corrections and marks", async () => {
    const { ctx } = await busyUser();
    expect(await verify(ctx)).toBeUndefined();
    expect((await verifyAll(api.owner.db)).difference).toBeUndefined();
  });

  test("answers its owner: when it looked, and the first row that differs", async () => {
    const { ctx } = await busyUser();
    expect(await verifyAccount(ctx)).toEqual({ asOf: new Date(api.clock.now).toISOString(), difference: null });
    await api.admin.db.execute(sql`delete from job_rollups where user_id = ${ctx.actor.userId}`);
    expect(await verifyAccount(ctx)).toMatchObject({ difference: { table: "job_rollups", stored: "no row" } });
  });

  test("finds nothing for a user who has done nothing", async () => {
    expect(await verify(await api.user())).toBeUndefined();
  });
});

type Tampering = [name: string, table: string, statement: (ids: { userId: string; jobId: string }) => SQL];

const TAMPERINGS: Tampering[] = [
  [
    "a quarter hour that has grown",
    "cost_rollups",
    ({ userId }) =>
      sql`update cost_rollups set amount = amount + 0.000000000001 where user_id = ${userId} and grain = 'quarter'
        and bucket = (select min(bucket) from cost_rollups where user_id = ${userId} and grain = 'quarter')`,
  ],
  [
    "a day with another count",
    "cost_rollups",
    ({ userId }) => sql`update cost_rollups set count = count + 1 where user_id = ${userId} and grain = 'day'`,
  ],
  [
    "a day that is gone",
    "cost_rollups",
    ({ userId }) => sql`delete from cost_rollups where user_id = ${userId} and grain = 'day'`,
  ],
  [
    "a quarter hour that nobody used",
    "cost_rollups",
    ({ userId }) =>
      sql`insert into cost_rollups values (${userId}, 'quarter', '2026-01-01T00:00:00Z', 'compute', '', '', 0, 0)`,
  ],
  [
    "days that were cut in another zone",
    "cost_rollups",
    ({ userId }) => sql`update account_settings set time_zone = 'UTC' where user_id = ${userId}`,
  ],
  [
    "a job's day that has shrunk",
    "job_rollups",
    ({ userId }) => sql`update job_rollups set amount = amount - 1 where user_id = ${userId}`,
  ],
  [
    "a current cost that is not the sum of its records",
    "lora_training_jobs",
    ({ jobId }) => sql`update lora_training_jobs set current_cost = current_cost + 1 where id = ${jobId}`,
  ],
  [
    "a final cost on a job that runs",
    "lora_training_jobs",
    ({ jobId }) => sql`update lora_training_jobs set final_cost = current_cost where id = ${jobId}`,
  ],
  [
    "a final cost that is missing",
    "lora_training_jobs",
    ({ userId }) =>
      sql`update lora_training_jobs set final_cost = null where user_id = ${userId} and status = 'completed'`,
  ],
  [
    "a price that changed under a running job",
    "lora_cost_records",
    ({ jobId }) =>
      sql`update lora_training_jobs set runs = jsonb_set(runs, '{0,unitPrice}', '"2.952"') where id = ${jobId}`,
  ],
  [
    "a meter that says it has got further than it booked",
    "lora_cost_records",
    ({ jobId }) =>
      sql`update lora_training_jobs set metered_until = metered_until + interval '1 second' where id = ${jobId}`,
  ],
  [
    "a stored file that has grown",
    "lora_cost_records",
    ({ userId }) => sql`update lora_artifacts set size_bytes = size_bytes / 2 where user_id = ${userId}`,
  ],
  [
    "a file that was kept for longer than its records say",
    "lora_cost_records",
    ({ userId }) =>
      sql`update lora_artifacts set stored_until = stored_until + interval '1 hour'
        where user_id = ${userId} and stored_until is not null`,
  ],
  [
    "a record whose amount was changed",
    "cost_rollups",
    ({ jobId }) => sql`update lora_cost_records set amount = amount + 1 where job_id = ${jobId}`,
  ],
  [
    "a record that is gone",
    "cost_rollups",
    ({ userId }) => sql`delete from lora_cost_records where user_id = ${userId} and corrects_id is not null`,
  ],
  [
    "a budget that has spent what nobody booked",
    "budget_periods",
    ({ userId }) => sql`update budget_periods set spent = spent + 0.000000000001 where user_id = ${userId}`,
  ],
  [
    "a threshold that was reached and not told",
    "budget_periods",
    ({ userId }) => sql`update budget_periods set fired = '{}' where user_id = ${userId}`,
  ],
  [
    "a period that does not begin where the one before ended",
    "budget_periods",
    ({ userId }) =>
      sql`insert into budget_periods (user_id, budget_id, period_start, period_end, time_zone, amount, thresholds, spent)
        select user_id, budget_id, period_start - interval '31 days', period_start - interval '1 day', time_zone, amount, thresholds, 0
        from budget_periods where user_id = ${userId} and period_end > now() - interval '10 years'`,
  ],
  [
    "an inbox whose version lags behind a notification",
    "inbox_state",
    ({ userId }) => sql`update inbox_state set version = version - 1 where user_id = ${userId}`,
  ],
  ["an inbox without a state", "inbox_state", ({ userId }) => sql`delete from inbox_state where user_id = ${userId}`],
  [
    "a notification that was read at no time",
    "lora_notifications",
    ({ userId }) => sql`update lora_notifications set read_at = null where user_id = ${userId}`,
  ],
  [
    "a snooze that nobody would wake",
    "inbox_state",
    ({ userId }) => sql`update lora_notifications set snoozed_until = '2001-01-01Z' where user_id = ${userId}`,
  ],
  [
    "an expiry that would be noticed too late",
    "inbox_state",
    ({ userId }) =>
      sql`with later as (update inbox_state set next_due_at = '2100-01-02Z' where user_id = ${userId})
        update lora_notifications set expires_at = '2100-01-01Z' where user_id = ${userId}`,
  ],
  [
    "an inbox that has forgotten what is still to come",
    "inbox_state",
    ({ userId }) => sql`update inbox_state set floor_version = version + 1 where user_id = ${userId}`,
  ],
  [
    "a notification that is archived and snoozed",
    "lora_notifications",
    ({ userId }) =>
      sql`with sooner as (update inbox_state set next_due_at = '2000-01-01Z' where user_id = ${userId})
        update lora_notifications set archived_at = created_at, snoozed_until = '2100-01-01Z' where user_id = ${userId}`,
  ],
  [
    "a removed notification that could be brought back",
    "lora_notifications",
    ({ userId }) =>
      sql`update lora_notifications set removed_at = created_at where user_id = ${userId} and before is not null`,
  ],
];

describe("tampering behind the application's back", () => {
  let busy: Awaited<ReturnType<typeof busyUser>>;
  beforeAll(async () => {
    busy = await busyUser();
  });

  test.each(TAMPERINGS)("is found: %s", async (_name, table, statement) => {
    const { userId } = busy.ctx.actor;
    let found: Difference | undefined;
    const tried = api.admin.db.transaction(async (tx) => {
      await tx.execute(statement({ userId, jobId: busy.jobId }));
      found = await verifyUser(tx, userId, () => api.clock.now);
      throw new Error("taken back");
    });
    await expect(tried).rejects.toThrow("taken back");
    expect(found).toMatchObject({ table, key: { user_id: userId } });
    expect(found?.stored).not.toBe(found?.recomputed);
  });

  test("is gone when it is taken back", async () => {
    expect(await verify(busy.ctx)).toBeUndefined();
  });

  test("of one user is found among all, and tells the row with both values", async () => {
    const { ctx, jobId } = await busyUser();
    const [before] = await api.admin.db.select({ cost: jobs.currentCost }).from(jobs).where(eq(jobs.id, jobId));
    await api.admin.db.execute(sql`update lora_training_jobs set current_cost = 7 where id = ${jobId}`);
    expect(await verify(ctx)).toEqual({
      table: "lora_training_jobs",
      key: { user_id: ctx.actor.userId, id: jobId },
      stored: "current_cost 7, final_cost null",
      recomputed: `current_cost ${before?.cost}, final_cost null`,
    });
    expect((await verifyAll(api.owner.db)).difference).toBeDefined();
  });
});
