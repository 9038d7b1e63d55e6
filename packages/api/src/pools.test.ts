import { connect, type Connection, type Db } from "@pipeline/db";
import { costRecords, jobs } from "@pipeline/db/schema";
import { hasPgBouncer, startPgBouncer } from "@pipeline/db/testing";
import { beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { listRecords } from "./costs/records";
import { recordCost } from "./costs/record";
import { summarizeCosts } from "./costs/summary";
import type { Ctx } from "./ctx";
import { createJob } from "./jobs/create";
import { getJob } from "./jobs/get";
import { listJobs } from "./jobs/list";
import { listNotifications } from "./notifications/list";
import { createTestApi, type TestApi } from "./testing";

const USERS = 50;
const CONNECTIONS = 5;
const REQUESTS = Number(process.env["POOLED_REQUESTS"] ?? 500);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);

type Person = { ctx: Ctx; job: string };
let api: TestApi;
let people: Person[];
beforeAll(async () => {
  api = await createTestApi();
  people = await Promise.all(
    Array.from({ length: USERS }, async () => {
      const ctx = await api.user();
      const { id } = await createJob(ctx, { name: ctx.actor.userId });
      await recordCost(ctx, { costType: "x", amount: "1", jobId: id, idempotencyKey: "1" });
      return { ctx, job: id };
    }),
  );
});

function random(seed: number): () => number {
  let state = seed + 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** What one request of somebody's says that is not theirs, or does not say that is. */
async function wrongIn(db: Db, dice: () => number): Promise<string[]> {
  const pick = () => people[Math.floor(dice() * USERS)] ?? { ctx: api.as({ kind: "system", userId: "" }), job: "" };
  const [{ ctx: whole, job }, other] = [pick(), pick()];
  const ctx = { ...whole, db };
  const own: (() => Promise<unknown>)[] = [
    () => listJobs(ctx, { limit: 100 }),
    () => listRecords(ctx, { period: "month", limit: 200 }),
    () => listNotifications(ctx, { filter: "all", limit: 100 }),
    () => summarizeCosts(ctx, { period: "month", groupBy: "job" }),
    () => getJob(ctx, { id: job }),
    () => recordCost(ctx, { costType: "x", amount: "1", jobId: job, idempotencyKey: `${dice()}` }),
  ];
  const requests = [
    ...own,
    () => getJob(ctx, { id: other.job }).catch((error: unknown) => String(error)),
    // Without an identity, between the others, on a connection that has had one.
    async () => [await db.select().from(jobs), await db.select().from(costRecords)].flat(),
  ];
  const which = Math.floor(dice() * requests.length);
  const answer = JSON.stringify(await requests[which]?.());
  const identity = which === requests.length - 1 ? "" : ctx.actor.userId;
  const foreign = people.flatMap(({ ctx: { actor }, job: theirs }) =>
    actor.userId !== identity && (answer.includes(actor.userId) || answer.includes(theirs)) ? [actor.userId] : [],
  );
  const missing = which < own.length && !answer.includes(job) ? ["nothing of their own"] : [];
  return [...foreign, ...missing].map((wrong) => `${which}: ${wrong}`);
}

/** Five connections to the server; through a pooler, which has three. */
async function fiveConnections(pooled: boolean): Promise<Connection> {
  const { app } = inject("testServer");
  const pooler = pooled ? await startPgBouncer([app], 3) : undefined;
  const target = { ...app, ...(pooler && { host: "127.0.0.1", port: pooler.port }), database: api.name };
  const pool = connect(pooler ? { pooler: target } : target, { max: CONNECTIONS });
  onTestFinished(async () => {
    await pool.close();
    await pooler?.stop();
  });
  return pool;
}

/** Twenty-five requests at a time; what was wrong with what they saw. */
async function shareConnections(pooled: boolean): Promise<string[]> {
  const pool = await fiveConnections(pooled);
  const dice = random(SEED);
  const wrong: string[] = [];
  let left = REQUESTS;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      wrong.push(...(await wrongIn(pool.db, dice)));
    }
  };
  await Promise.all(Array.from({ length: 25 }, lane));
  return wrong;
}

const strays = () =>
  api.admin.db.execute(`select count(*)::int as count from lora_cost_records c
    join lora_training_jobs j on j.id = c.job_id where j.user_id <> c.user_id`);

test("fifty users over five connections never see each other, and nobody without an identity sees anything", async () => {
  expect({ seed: SEED, wrong: await shareConnections(false) }).toEqual({ seed: SEED, wrong: [] });
  expect([...(await strays())]).toEqual([{ count: 0 }]);
}, 600_000);

if (!hasPgBouncer) console.warn("Poolers are not tested: pgbouncer is not installed.");

test.skipIf(!hasPgBouncer)(
  "nor do they through a pooler of transactions, which has three",
  async () => {
    expect({ seed: SEED, wrong: await shareConnections(true) }).toEqual({ seed: SEED, wrong: [] });
    expect([...(await strays())]).toEqual([{ count: 0 }]);
  },
  600_000,
);
