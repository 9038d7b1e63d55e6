import { randomUUID } from "node:crypto";
import { toInstant } from "@pipeline/core/instant";
import { dayChecks } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { recordCost } from "../costs/record";
import { writing, type Ctx } from "../ctx";
import { importJobs } from "../jobs/import";
import { createJob } from "../jobs/create";
import { reportEvent } from "../jobs/report";
import { listNotifications } from "../notifications/list";
import { createTestApi, type TestApi } from "../testing";
import { watchDay } from "./watch-day";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const H100 = "NVIDIA H100-SXM5-80GB";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const told = async (ctx: Ctx) => {
  const { items } = await listNotifications(ctx, { filter: "all", types: ["cost_anomaly"], limit: 100 });
  return items.filter((item) => item.type === "cost_anomaly");
};
const tell = (ctx: Ctx, jobId: string, type: "started" | "completed" | "heartbeat" | "failed") =>
  reportEvent(ctx, { jobId, eventId: randomUUID(), type });
const spend = (ctx: Ctx, amount: string, recordedAt: string) =>
  recordCost(ctx, { costType: "compute", amount, recordedAt, idempotencyKey: randomUUID() });

/** Ended jobs that cost so many dollars each, an hour long, the last one a day before the clock. */
async function usually(ctx: Ctx, prices: readonly number[], gpuType = H100): Promise<void> {
  const last = api.clock.now - DAY;
  await importJobs(
    ctx,
    prices.map((price, i) => ({
      key: `${gpuType}:${i}`,
      name: `usual ${i}`,
      project: null,
      gpuType,
      gpuCount: 1,
      unitPrice: `${price}`,
      queuedAt: last - (i + 1) * HOUR,
      startedAt: last - (i + 1) * HOUR,
      endedAt: last - i * HOUR,
      failed: false,
      metadata: {},
    })),
  );
}

async function started(ctx: Ctx, perHour: string, over: object = {}): Promise<string> {
  const { id } = await createJob(ctx, { name: "new", gpuType: H100, gpuCount: 1, unitPrice: perHour, ...over });
  await tell(ctx, id, "started");
  return id;
}

/** The clock moves on by quarter hours, in which running jobs are heard of and due work is done. */
async function quarters(ctx: Ctx, ids: readonly string[], count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    api.clock.advance(HOUR / 4);
    for (const id of ids) await tell(ctx, id, "heartbeat");
    await api.due();
  }
}

const TEN = [8, 9, 9, 10, 10, 10, 11, 11, 12, 13];

describe("a job far outside its owner's jobs", () => {
  test("is told of when it ends, once, with why", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-10T12:00:00.000Z");
    await usually(ctx, TEN);
    const id = await started(ctx, "400");
    api.clock.advance(HOUR / 10);
    const last = { jobId: id, eventId: "end", type: "completed" as const };
    await reportEvent(ctx, last);
    await reportEvent(ctx, last);
    await tell(ctx, id, "failed");
    await api.due();
    const [one, ...more] = await told(ctx);
    expect(more).toEqual([]);
    expect(one).toMatchObject({
      title: "Unusual Cost",
      priority: "high",
      jobId: id,
      actionUrl: `/training/jobs/${id}`,
      message: `new cost $40.00, 4 times the usual: half of the last 10 jobs on ${H100} cost $10.00 or less.`,
      metadata: { kind: "job", date: "2026-03-10", amount: "40", usual: "10", times: 4, samples: 10, running: false },
    });
  });

  test("is told of while it runs, when the quarter hour that goes too far is booked, and not again at its end", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-10T12:00:00.000Z");
    await usually(ctx, TEN);
    const id = await started(ctx, "16");
    await quarters(ctx, [id], 6);
    expect(await told(ctx)).toEqual([]);
    await quarters(ctx, [id], 1);
    expect((await told(ctx)).map(({ message }) => message)).toEqual([
      `new has cost $28.00 so far, 2.8 times the usual: half of the last 10 jobs on ${H100} cost $10.00 or less.`,
    ]);
    await quarters(ctx, [id], 8);
    await tell(ctx, id, "completed");
    expect(await told(ctx)).toHaveLength(1);
  });

  test("is told of when it is given up as lost", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-10T12:00:00.000Z");
    await usually(ctx, TEN);
    const id = await started(ctx, "400");
    api.clock.advance(HOUR / 10);
    await tell(ctx, id, "heartbeat");
    expect(await told(ctx)).toEqual([]);
    api.clock.advance(HOUR / 2);
    await api.due();
    expect((await told(ctx)).map(({ metadata }) => metadata.amount)).toEqual(["40"]);
  });

  test("is compared with jobs on its own GPU type where there are enough, else with all", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-10T12:00:00.000Z");
    await usually(ctx, TEN, "NVIDIA L40S");
    await usually(
      ctx,
      TEN.map((price) => price * 100),
    );
    const large = await started(ctx, "1200");
    const small = await started(ctx, "1200", { gpuType: "NVIDIA L40S" });
    api.clock.advance(HOUR);
    await tell(ctx, large, "completed");
    expect(await told(ctx)).toEqual([]);
    await tell(ctx, small, "completed");
    expect((await told(ctx)).map(({ jobId, metadata }) => [jobId, metadata.gpu_type])).toEqual([
      [small, "NVIDIA L40S"],
    ]);
    const fewer = await api.user();
    await usually(fewer, TEN.slice(0, 5), "NVIDIA L40S");
    await usually(fewer, TEN.slice(5));
    const mixed = await started(fewer, "1200");
    api.clock.advance(HOUR);
    await tell(fewer, mixed, "completed");
    const [one] = await told(fewer);
    expect(one?.message).toContain("half of the last 10 jobs cost");
  });

  test("is nothing to tell within a normal spread, below the minimum, or with fewer than ten jobs to compare", async () => {
    api.clock.set("2026-03-10T12:00:00.000Z");
    const [spread, small, new_] = [await api.user(), await api.user(), await api.user()];
    await usually(
      spread,
      TEN.map((price) => price * 10),
    );
    await usually(
      small,
      TEN.map((price) => price / 100),
    );
    await usually(new_, TEN.slice(1));
    const ids = [await started(spread, "170"), await started(small, "24.99"), await started(new_, "9000")];
    api.clock.advance(HOUR);
    for (const [i, ctx] of [spread, small, new_].entries()) {
      await tell(ctx, ids[i] ?? "", "completed");
      expect(await told(ctx)).toEqual([]);
    }
  });

  test("tells of a sweep of alike jobs once a day, also when they end at one moment, and of one that costs far more", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-10T12:00:00.000Z");
    await usually(ctx, TEN);
    const sweep = await Promise.all(["100", "110", "90", "105"].map((price) => started(ctx, price)));
    const worse = await started(ctx, "900");
    api.clock.advance(HOUR);
    await Promise.all(sweep.map((id) => tell(ctx, id, "completed")));
    expect(await told(ctx)).toHaveLength(1);
    await tell(ctx, worse, "completed");
    expect((await told(ctx)).map(({ jobId }) => jobId)).toContain(worse);
    expect(await told(ctx)).toHaveLength(2);
  });
});

describe("a day far outside its owner's days", () => {
  const NOON = "T12:00:00.000Z";
  const date = (daysBefore: number) => toInstant(Date.parse(`2026-03-10${NOON}`) - daysBefore * DAY).slice(0, 10);

  /** Twenty days with about $30 each. */
  async function twentyDays(ctx: Ctx): Promise<void> {
    api.clock.set(`2026-03-10${NOON}`);
    for (let i = 1; i <= 20; i += 1) await spend(ctx, `${25 + (i % 10)}`, `${date(i)}T10:00:00.000Z`);
    api.clock.advance(5 * 60_000);
    await api.due();
    expect(await told(ctx)).toEqual([]);
  }

  test("is told of once, however often and by however many it is looked at, with why", async () => {
    const ctx = await api.user();
    await twentyDays(ctx);
    await spend(ctx, "500", "2026-03-10T09:00:00.000Z");
    await api.due();
    expect(await told(ctx)).toEqual([]);
    api.clock.advance(5 * 60_000);
    await Promise.all([api.due(), api.due(), api.due(), api.due()]);
    await spend(ctx, "100", "2026-03-10T09:10:00.000Z");
    api.clock.advance(5 * 60_000);
    await Promise.all([api.due(), api.due()]);
    const [one, ...more] = await told(ctx);
    expect(more).toEqual([]);
    expect(one).toMatchObject({
      actionUrl: "/costs?from=2026-03-10&to=2026-03-10",
      message: "2026-03-10 cost $500.00, 16.9 times the usual; a usual day costs $29.50 (the median of 20 days).",
      metadata: { kind: "day", date: "2026-03-10", amount: "500", usual: "29.5", times: 16.9, samples: 20 },
    });
  });

  test("is told of when its cost comes in the day after, on the owner's own day", async () => {
    const ctx = await api.user({ timeZone: "America/New_York" });
    await twentyDays(ctx);
    api.clock.set("2026-03-11T12:00:00.000Z");
    await spend(ctx, "500", "2026-03-11T03:59:00.000Z");
    await spend(ctx, "500", "2026-03-09T10:00:00.000Z");
    api.clock.advance(5 * 60_000);
    await api.due();
    expect((await told(ctx)).map(({ metadata }) => metadata.date)).toEqual(["2026-03-10"]);
  });

  test("names the job that most of it went to", async () => {
    const ctx = await api.user();
    await twentyDays(ctx);
    const { id } = await createJob(ctx, { name: "the cause" });
    for (const amount of ["300", "200"]) {
      await recordCost(ctx, { costType: "x", amount, jobId: id, idempotencyKey: randomUUID() });
    }
    await spend(ctx, "100", "2026-03-10T09:00:00.000Z");
    api.clock.advance(5 * 60_000);
    await api.due();
    expect((await told(ctx))[0]?.message).toMatch(/ The most went to the cause: \$500\.00\.$/);
  });

  test("is not told of for the sake of a job that was told of already", async () => {
    const ctx = await api.user();
    await twentyDays(ctx);
    await usually(
      ctx,
      TEN.map((price) => price / 10),
    );
    const id = await started(ctx, "500");
    await quarters(ctx, [id], 2);
    expect((await told(ctx)).map(({ jobId }) => jobId)).toEqual([id]);
    api.clock.advance(5 * 60_000);
    await api.due();
    expect(await told(ctx)).toHaveLength(1);
    await spend(ctx, "400", "2026-03-10T09:00:00.000Z");
    api.clock.advance(5 * 60_000);
    await tell(ctx, id, "heartbeat");
    await api.due();
    expect(new Set((await told(ctx)).map(({ jobId }) => jobId))).toEqual(new Set([id, null]));
    expect(await told(ctx)).toHaveLength(2);
  });

  test("waits for its look in one row, which is gone once it has been taken", async () => {
    const ctx = await api.user();
    const { userId } = ctx.actor;
    const rows = () => api.admin.db.select().from(dayChecks).where(eq(dayChecks.userId, userId));
    api.clock.set(`2026-03-10${NOON}`);
    await Promise.all([1, 2, 3, 4].map((amount) => spend(ctx, `${amount}`, "2026-03-10T09:00:00.000Z")));
    await writing(ctx, watchDay);
    expect(await rows()).toEqual([{ userId, dueAt: "2026-03-10T12:05:00.000Z" }]);
    api.clock.advance(5 * 60_000 - 1);
    await api.due();
    expect(await rows()).toHaveLength(1);
    api.clock.advance(1);
    await api.due();
    expect(await rows()).toEqual([]);
  });

  test("is nothing to tell while fewer than fourteen days had costs", async () => {
    const ctx = await api.user();
    api.clock.set(`2026-03-10${NOON}`);
    for (let i = 1; i <= 13; i += 1) await spend(ctx, "30", `${date(i)}T10:00:00.000Z`);
    await spend(ctx, "9000", "2026-03-10T09:00:00.000Z");
    api.clock.advance(5 * 60_000);
    await api.due();
    expect(await told(ctx)).toEqual([]);
  });
});
