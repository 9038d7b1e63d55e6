import type { SessionActor } from "@pipeline/core/actor";
import { toInstant, toMs } from "@pipeline/core/instant";
import { costUnits } from "@pipeline/core/meter";
import { fromUnits } from "@pipeline/core/money";
import { jobEvents, jobs, notifications } from "@pipeline/db/schema";
import { and, asc, eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { cancelJob } from "../jobs/cancel";
import { createJob } from "../jobs/create";
import { reportEvent } from "../jobs/report";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";
import type { Fetch } from "./replay-client";
import { REPLAY_NAME, REPLAY_PROJECT } from "./replay-runs";
import { readReplay } from "./replay-script";
import { testServer, waitingClock } from "./testing";
import { createTrainer, type Trainer } from "./trainer";

const MINUTE = 60_000;
const PRICE = "2.95";

let api: TestApi;
let userId: string;
let logged: string[];
beforeEach(async () => {
  api = await createTestApi("2026-03-10T12:00:00.000Z");
  userId = await api.createUser();
  logged = [];
});

const session = (): SessionActor => ({ kind: "session", userId, email: "a@b.test", name: "A", sessionId: "s" });
const ctx = () => api.as({ kind: "system", userId });

function trainerWith(through: (fetch: Fetch) => Fetch = (fetch) => fetch): Trainer {
  const { door, fetch } = testServer(api);
  return createTrainer({
    url: "http://127.0.0.1:3000",
    db: api.app.db,
    door,
    userId,
    currency: "USD",
    log: (line) => logged.push(line),
    clock: waitingClock(api),
    fetch: through(fetch),
  });
}

const replays = () =>
  api.owner.db
    .select()
    .from(jobs)
    .where(and(eq(jobs.userId, userId), eq(jobs.project, REPLAY_PROJECT)))
    .orderBy(asc(jobs.queuedAt));

async function watchedRun(trainer = trainerWith()) {
  trainer.seen(session());
  expect(await trainer.tick()).toBe(true);
  const job = (await replays()).at(-1);
  if (!job) throw new Error("No replay.");
  return { trainer, job };
}

describe("a replay of the real log", () => {
  test("costs the price of eight GPUs for its seconds, to the last digit", async () => {
    const { job } = await watchedRun();
    const ms = toMs(job.endedAt ?? "") - toMs(job.startedAt ?? "");
    expect(job).toMatchObject({ name: REPLAY_NAME, status: "completed", gpuCount: 8, unitPrice: PRICE });
    expect(job.finalCost).toBe(fromUnits(costUnits({ unitPrice: PRICE, gpuCount: 8 }, ms)));
    expect(ms).toBe((await readReplay()).runMs);
    expect(ms).toBeGreaterThan(4 * MINUTE);
    expect(ms).toBeLessThan(6 * MINUTE);
    expect(await verifyUser(api.owner.db, userId)).toBeUndefined();
  });

  test("stops where the real run stopped, with the losses of its evaluations", async () => {
    const { job } = await watchedRun();
    expect(job).toMatchObject({ step: 384, totalSteps: 1024, progress: 37.5, baseModel: "Llama 2 70B" });
    const events = await api.admin.db.select().from(jobEvents).where(eq(jobEvents.jobId, job.id)).orderBy(jobEvents.at);
    const losses = events.flatMap(({ body }) => (body["loss"] === undefined ? [] : [body["loss"]]));
    expect(losses).toHaveLength(5);
    expect(losses.at(-1)).toBe(0.9239340424537659);
  });

  test("says something at least every 20 seconds, and rings the bell at once", async () => {
    const { job } = await watchedRun();
    const events = await api.admin.db.select().from(jobEvents).where(eq(jobEvents.jobId, job.id));
    const times = [job.queuedAt, ...events.map(({ at }) => at)].map(toMs).sort((a, b) => a - b);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(20_000);
    const told = await api.admin.db.select().from(notifications).where(eq(notifications.userId, userId));
    const types = told.toSorted((a, b) => a.version - b.version).map(({ type }) => type);
    expect(types).toEqual(["job_queued", "job_started", "job_milestone", "job_completed", "model_ready"]);
    expect(toMs(told.find(({ type }) => type === "job_started")?.createdAt ?? "") - toMs(job.queuedAt)).toBeLessThan(
      MINUTE,
    );
  });

  test("says in the log that it is a replay", async () => {
    const { job } = await watchedRun();
    expect(logged[0]).toMatch(/^Demo: replaying the log of a real LoRA run/);
    expect(logged[0]).toContain(job.id);
  });

  test("is billed once where the server answers every other request with 503", async () => {
    let calls = 0;
    const flaky =
      (fetch: Fetch): Fetch =>
      async (url, init) => {
        const response = await fetch(url, init);
        return calls++ % 2 === 0 ? new Response(null, { status: 503 }) : response;
      };
    const { job } = await watchedRun(trainerWith(flaky));
    const ms = toMs(job.endedAt ?? "") - toMs(job.startedAt ?? "");
    expect(job.finalCost).toBe(fromUnits(costUnits({ unitPrice: PRICE, gpuCount: 8 }, ms)));
    expect(await replays()).toHaveLength(1);
  });
});

describe("the trainer", () => {
  test("does nothing while nobody looks", async () => {
    const trainer = trainerWith();
    expect(await trainer.tick()).toBe(false);
    trainer.seen({ kind: "key", userId, keyId: "k", scopes: [] });
    trainer.seen({ ...session(), userId: await api.createUser() });
    expect(await trainer.tick()).toBe(false);
    trainer.seen(session());
    api.clock.advance(2 * MINUTE + 1);
    expect(await trainer.tick()).toBe(false);
    expect(await replays()).toHaveLength(0);
  });

  test("begins again a minute after the last run ended, when somebody still looks", async () => {
    const { trainer } = await watchedRun();
    api.clock.advance(50_000);
    trainer.seen(session());
    expect(await trainer.tick()).toBe(false);
    api.clock.advance(10_000);
    expect(await trainer.tick()).toBe(true);
    expect(await replays()).toHaveLength(2);
  });

  test("ends a run that a stopped process left open, at its last word, once it is silent", async () => {
    const { id } = await createJob(ctx(), {
      name: REPLAY_NAME,
      project: REPLAY_PROJECT,
      gpuType: "NVIDIA L40S",
      gpuCount: 8,
    });
    await reportEvent(ctx(), { jobId: id, eventId: "a", type: "started" });
    api.clock.advance(MINUTE);
    await reportEvent(ctx(), { jobId: id, eventId: "b", type: "heartbeat" });
    api.clock.advance(30_000);
    const trainer = trainerWith();
    await trainer.tick();
    expect((await replays())[0]).toMatchObject({ status: "running" });
    api.clock.advance(10 * MINUTE);
    await trainer.tick();
    const [job] = await replays();
    expect(job).toMatchObject({
      status: "failed",
      reason: "the replay was interrupted",
      endedAt: "2026-03-10T12:01:00.000Z",
    });
    expect(job?.finalCost).toBe(fromUnits(costUnits({ unitPrice: "1.5484", gpuCount: 8 }, MINUTE)));
  });

  test("ends its own run when the server refuses it, and goes on with a new key", async () => {
    const { door } = testServer(api);
    const { trainer } = await watchedRun();
    for (const { id } of await door.listKeys(userId)) await door.revokeKey(userId, id);
    api.clock.advance(MINUTE);
    trainer.seen(session());
    await expect(trainer.tick()).rejects.toThrow("401");
    api.clock.advance(MINUTE);
    trainer.seen(session());
    expect(await trainer.tick()).toBe(true);
    expect(await door.listKeys(userId)).toHaveLength(1);
  });

  test("stops at 40 runs a day, says so once, and goes on the next day", async () => {
    for (let i = 0; i < 40; i++) {
      const { id } = await createJob(ctx(), { name: REPLAY_NAME, project: REPLAY_PROJECT });
      await cancelJob(ctx(), { id });
    }
    const trainer = trainerWith();
    for (let i = 0; i < 3; i++) {
      api.clock.advance(MINUTE);
      trainer.seen(session());
      expect(await trainer.tick()).toBe(false);
    }
    expect(logged).toEqual(["Demo: 40 replays today; the next one is tomorrow (UTC)."]);
    api.clock.set(toInstant(Date.UTC(2026, 2, 11)));
    trainer.seen(session());
    expect(await trainer.tick()).toBe(true);
  });
});
