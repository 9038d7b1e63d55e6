import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, type Connection } from "@pipeline/db";
import { databaseUrl, hasPgBouncer, startPgBouncer, type PgBouncer } from "@pipeline/db/testing";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createUser } from "./auth/create-user";
import type { Ctx } from "./ctx";
import { readEnv } from "./env";
import { startApp, type App } from "./http/app";
import { INBOX_CHANNEL, toHint, type Hint } from "./notifications/hint";
import { seedPrices } from "./prices/seed";
import * as verbs from "./services";
import { verifyAll } from "./verify/verify";

const SECRET = "a secret for tests only, 32 characters";
const PASSWORD = "a long password";
const KILLS = Number(process.env["POOLED_KILLS"] ?? 40);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
const PATIENCE_MS = 60_000;

let admin: Connection;
let pooler: PgBouncer;
let app: App;
const name = `pipeline_test_${randomBytes(6).toString("hex")}`;

beforeAll(async () => {
  if (!hasPgBouncer) return;
  const server = inject("testServer");
  admin = connect({ ...server.admin, database: "postgres" }, { max: 1 });
  await admin.sql.unsafe(`create database ${name}`);
  pooler = await startPgBouncer([server.admin, server.app, server.auth], 1);
  app = await startApp(
    readEnv({
      DATABASE_URL: databaseUrl(name, pooler),
      DATABASE_DIRECT_URL: databaseUrl(name),
      BETTER_AUTH_SECRET: SECRET,
      DEMO: "0",
      LOG_LEVEL: "silent",
    }),
  );
  await seedPrices(app.database.owner.db);
}, 60_000);
afterAll(async () => {
  if (!hasPgBouncer) return;
  await app.close();
  await pooler.stop();
  await admin.sql.unsafe(`drop database if exists ${name} with (force)`);
  await admin.close();
});

async function person(): Promise<Ctx> {
  const email = `${randomUUID()}@example.test`;
  const userId = await createUser(app.auth, { email, password: PASSWORD, name: "Test" });
  const actor = { kind: "session", userId, email, name: "Test", sessionId: "s" } as const;
  return { db: app.database.app.db, actor, now: Date.now, currency: "USD", onTouch: app.onTouch };
}

const cost = (amount: string) => ({ costType: "other", amount, idempotencyKey: randomUUID() });
const started = (jobId: string) => ({ jobId, eventId: "1", type: "started" as const });
const forecast = { period: "month" } as const;

const range = async () => {
  const day = 86_400_000;
  const to = Date.now() + day;
  return { from: to - 10 * day, to, ledgerTo: to, timeZone: "UTC" };
};

const verified = () => verifyAll(app.database.owner.db).catch((error: unknown) => error);

/** A file of all costs. */
async function exported(ctx: Ctx): Promise<string> {
  let text = "";
  const sink = { open: () => {}, write: async (piece: string) => void (text += piece) };
  await verbs.exportCosts(ctx, { format: "csv", filters: {}, range }, sink);
  return text;
}

const budget = {
  name: "All",
  amount: "1",
  period: "month",
  thresholds: [50],
  // Due work would tell of it, some time.
  forecastAlert: false,
  blockNewJobs: false,
} as const;

describe.skipIf(!hasPgBouncer)("through a pooler of transactions", () => {
  test("whoever starts has its roles, its tables and its secrets, and people come in at the door", async () => {
    const { email } = (await person()).actor as { email: string };
    const request = new Request("http://localhost:3000/api/auth/sign-in/email", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
    expect((await app.handle(request)).status).toBe(200);
    const names = await admin.sql<{ name: string }[]>`
      select distinct usename as name from pg_stat_activity where datname = ${name} and usename like 'pipeline%' order by 1`;
    expect(names.map((row) => row.name)).toEqual(["pipeline_app", "pipeline_auth"]);
  });

  test("every noun's verbs do what they do, and a hint is heard at once", async () => {
    const ctx = await person();
    const hints: Hint[] = [];
    const listening = await new Promise<{ stop(): Promise<void> }>((resolve) => {
      const ear = app.database.listen(INBOX_CHANNEL, {
        onMessage: (payload) => void hints.push(toHint(payload) ?? { userId: "", version: 0 }),
        onListening: () => resolve(ear),
      });
    });
    await verbs.updateAccount({ ...ctx, door: app.door }, { timeZone: "Asia/Kathmandu" });
    await verbs.createBudget(ctx, { ...budget, thresholds: [...budget.thresholds] });
    const job = await verbs.createJob(ctx, { name: "One", gpuType: "NVIDIA H100-SXM5-80GB" });
    await verbs.reportEvent(ctx, started(job.id));
    await verbs.recordBatch(ctx, { items: Array.from({ length: 500 }, () => cost("0.01")) });
    const record = await verbs.recordCost(ctx, { ...cost("1"), jobId: job.id });
    await verbs.correctCost(ctx, { recordId: record.id, amount: "-0.5", reason: "wrong", idempotencyKey: "c" });
    await verbs.keepFile(ctx, { name: "weights", kind: "artifact", sizeBytes: 10_000_000, idempotencyKey: "f" });
    await expect.poll(() => hints.some(({ userId }) => userId === ctx.actor.userId)).toBe(true);
    await listening.stop();

    const [list, poll, budgets] = await Promise.all([
      verbs.listNotifications(ctx, { filter: "all", limit: 100 }),
      verbs.pollInbox(ctx, { since: 0 }),
      verbs.listBudgets(ctx),
    ]);
    expect(list.items.map(({ type }) => type).toSorted()).toEqual(["budget_threshold", "job_queued", "job_started"]);
    expect(poll).toMatchObject({ changed: true, unreadCount: 3 });
    expect(budgets.items).toMatchObject([{ name: "All" }]);
    const [first] = list.items;
    expect(await verbs.markRead(ctx, { id: first?.id ?? "" })).toMatchObject({ unreadCount: 2 });
    expect(await verbs.markAllRead(ctx, { upTo: poll.version + 1 })).toMatchObject({ unreadCount: 0 });

    const { breakdown } = await verbs.summarizeCosts(ctx, { period: "month", groupBy: "costType" });
    expect(breakdown.find(({ key }) => key === "other")?.amount).toBe("5.5");
    expect((await verbs.listRecords(ctx, { period: "month", limit: 200 })).totalCount).toBe(502);
    expect((await exported(ctx)).split("\n").filter((line) => line !== "")).toHaveLength(503);
    expect(await verbs.forecastCosts(ctx, forecast)).toMatchObject({ range: { timeZone: "Asia/Kathmandu" } });
    const { key } = await app.door.createKey(ctx.actor.userId, { name: "trainer", scopes: ["costs:read"] });
    const asked = new Request("http://localhost:3000/api/costs?period=month", { headers: { "x-api-key": key } });
    expect((await app.handle(asked)).status).toBe(200);
    expect(await verifyAll(app.database.owner.db)).toMatchObject({ users: expect.any(Number) });
  });

  test("statements of all kinds that are sent at once are all answered", async () => {
    const { sql } = app.database.app;
    const plain = () => sql`select 1 as n`;
    const withValue = (n: number) => sql`select ${n}::int as n`;
    const asked = Array.from({ length: 600 }, (_, i) => {
      if (i % 3 === 0) return plain();
      return i % 3 === 1 ? withValue(i) : sql.begin((tx) => tx`select ${i}::int as n`);
    });
    const answers = await Promise.race([Promise.all(asked), sleep(PATIENCE_MS, "hangs", { ref: false })]);
    expect(answers).not.toBe("hangs");
  });

  test("connections that are killed at random hang nobody, and every sum stays what its records make it", async () => {
    const people = await Promise.all(Array.from({ length: 10 }, person));
    const jobs = await Promise.all(people.map((ctx) => verbs.createJob(ctx, { gpuType: "NVIDIA H100-SXM5-80GB" })));
    let state = SEED + 1;
    const dice = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const over = new AbortController();
    const counts = { done: 0, failed: 0, hung: 0 };
    const act = async (): Promise<unknown> => {
      const which = Math.floor(dice() * people.length);
      const [ctx, job] = [people[which], jobs[which]];
      if (!ctx || !job) return undefined;
      const acts = [
        () => verbs.recordCost(ctx, { ...cost("0.000000000001"), jobId: job.id }),
        () => verbs.recordBatch(ctx, { items: [cost("1"), cost("2")] }),
        () => verbs.summarizeCosts(ctx, { period: "month", groupBy: "job" }),
        () => verbs.pollInbox(ctx, { since: 0 }),
        () => verbs.reportEvent(ctx, { jobId: job.id, eventId: randomUUID(), type: "heartbeat" }),
        () => app.database.auth.sql`select id from users where id = ${ctx.actor.userId}`,
      ];
      return acts[Math.floor(dice() * acts.length)]?.();
    };
    const lane = async () => {
      while (!over.signal.aborted) {
        const done = act().then(
          () => "done" as const,
          () => "failed" as const,
        );
        counts[await Promise.race([done, sleep(PATIENCE_MS, "hung" as const, { ref: false })])] += 1;
      }
    };
    const lanes = Promise.all(Array.from({ length: 20 }, lane));
    // However slow the machine is, work goes on beside them.
    const late = Date.now() + PATIENCE_MS;
    for (let kill = 0; kill < KILLS || (counts.done <= KILLS && Date.now() < late); kill++) {
      await sleep(20 + dice() * 60);
      await admin.sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = ${name} and usename like 'pipeline%' and application_name <> 'pipeline-listen'
        order by random() limit 1`;
    }
    over.abort();
    await lanes;
    expect({ seed: SEED, ...counts }).toMatchObject({ hung: 0 });
    expect(counts.done).toBeGreaterThan(KILLS);
    // The pools of both sides notice a connection that has gone by using it.
    await expect.poll(verified).toMatchObject({ users: expect.any(Number) });
    const again = () => verbs.recordCost(people[0] ?? fail(), cost("1")).then(() => "recorded", String);
    await expect.poll(again).toBe("recorded");
  }, 120_000);
});

function fail(): never {
  throw new Error("Nobody is there.");
}
