import { toInstant } from "@pipeline/core/instant";
import { budgetPeriods, jobs } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inside, writing, type Ctx } from "../ctx";
import { runCrossings } from "../due/loop";
import { nextCrossing } from "../due/budgets";
import { loseSilent } from "../due/loss";
import { meterDue } from "../due/meter";
import { cancelJob } from "../jobs/cancel";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";
import { holdBudgets } from "./hold";
import { listBudgets } from "./list";
import { budgetOf, firstBudget, job, spend, tell, thresholdsTold, toldOf } from "./testing";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
beforeEach(async () => {
  api.clock.set("2026-03-10T12:00:00.000Z");
  // The due work sees every user: those of other tests have no jobs left.
  await api.admin.db.update(budgetPeriods).set({ nextDueAt: null });
  await api.admin.db.update(jobs).set({ status: "canceled" });
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const due = () => ({ owner: api.owner.db, now: () => api.clock.now, currency: "USD" });
const cross = () =>
  runCrossings(due(), (_work, error) => {
    throw error;
  });
const clean = (ctx: Ctx) => verifyUser(api.owner.db, ctx.actor.userId, () => api.clock.now);

async function running(ctx: Ctx, unitPrice: string, more: Parameters<typeof job>[2] = {}) {
  const { id } = await job(ctx, unitPrice, more);
  await tell(ctx, id, "started");
  return id;
}

describe("a running job", () => {
  test("crosses a threshold at the very millisecond, with no event then", async () => {
    const ctx = await api.user();
    await budgetOf(ctx, { amount: "48" });
    const id = await running(ctx, "3", { gpuCount: 8 });
    const at = api.clock.now + HOUR;
    expect(await nextCrossing(api.owner.db)).toBe(at);
    api.clock.now = at - 1;
    await tell(ctx, id, "heartbeat");
    await cross();
    expect(await thresholdsTold(ctx)).toEqual([]);
    api.clock.now = at;
    await cross();
    expect(await toldOf(ctx, "budget_threshold")).toMatchObject([
      { createdAt: toInstant(at), metadata: { threshold: 50, spent: "24" } },
    ]);
    expect(await nextCrossing(api.owner.db)).toBe(at + 0.6 * HOUR);
  });

  test("is waited for: the pause until the next look ends at the crossing", async () => {
    const ctx = await api.user();
    await budgetOf(ctx, { amount: "1" });
    const id = await running(ctx, "1");
    expect(await cross()).toBe(1000);
    api.clock.advance(HOUR / 2 - 250);
    await tell(ctx, id, "heartbeat");
    expect(await cross()).toBe(250);
    api.clock.advance(250);
    expect(await cross()).toBe(1000);
    expect(await thresholdsTold(ctx)).toEqual([50]);
  });

  test("is told once by many processes that wake at the same instant", async () => {
    const ctx = await api.user();
    await budgetOf(ctx, { amount: "1" });
    const id = await running(ctx, "1");
    api.clock.advance(HOUR);
    await tell(ctx, id, "heartbeat");
    await Promise.all(Array.from({ length: 8 }, cross));
    expect(await thresholdsTold(ctx)).toEqual([50, 80, 100]);
  });

  test("moves the crossing when it pauses, goes on at another pace, or is canceled", async () => {
    const ctx = await api.user();
    await budgetOf(ctx, { amount: "10" });
    const id = await running(ctx, "1");
    const start = api.clock.now;
    expect(await nextCrossing(api.owner.db)).toBe(start + 5 * HOUR);
    api.clock.advance(HOUR);
    await tell(ctx, id, "paused");
    expect(await nextCrossing(api.owner.db)).toBeUndefined();
    api.clock.advance(HOUR);
    await tell(ctx, id, "resumed");
    expect(await nextCrossing(api.owner.db)).toBe(start + 6 * HOUR);
    await running(ctx, "3");
    expect(await nextCrossing(api.owner.db)).toBe(start + 3 * HOUR);
    await spend(ctx, "2");
    expect(await nextCrossing(api.owner.db)).toBe(start + 2.5 * HOUR);
    await cancelJob(ctx, { id });
    expect(await nextCrossing(api.owner.db)).toBe(start + 2 * HOUR + (2 / 3) * HOUR);
    expect(await clean(ctx)).toBeUndefined();
  });

  test("does not move its crossing when its quarter hours are booked", async () => {
    const ctx = await api.user();
    await budgetOf(ctx, { amount: "7.77" });
    const id = await running(ctx, "0.777777777777", { gpuCount: 3 });
    const before = await nextCrossing(api.owner.db);
    for (let i = 0; i < 3; i++) {
      api.clock.advance(0.3 * HOUR + 17);
      await tell(ctx, id, "heartbeat");
      await api.due();
      expect(await nextCrossing(api.owner.db)).toBe(before);
    }
    expect((await firstBudget(ctx)).spent).not.toBe((await firstBudget(ctx)).live);
    expect(await clean(ctx)).toBeUndefined();
  });

  test("that was lost takes its live cost with it; what was told stays told", async () => {
    const ctx = await api.user();
    await budgetOf(ctx, { amount: "0.4" });
    await running(ctx, "1");
    api.clock.advance(0.2 * HOUR);
    await cross();
    expect(await thresholdsTold(ctx)).toEqual([50]);
    api.clock.advance(0.1 * HOUR);
    await api.due();
    expect(await firstBudget(ctx)).toMatchObject({ spent: "0", live: "0", fired: [50], exhaustedAt: null });
    expect(await clean(ctx)).toBeUndefined();
  });

  test("that fell silent is not counted for hours that nobody will pay: after an outage nothing is told of them", async () => {
    const ctx = await api.user();
    await budgetOf(ctx, { blockNewJobs: true });
    const brief = { estimatedHours: 0.01 };
    const ids = [await running(ctx, "24", brief), await running(ctx, "24", brief)];
    api.clock.advance(HOUR / 6);
    for (const id of ids) await tell(ctx, id, "heartbeat");
    api.clock.advance(8 * HOUR);
    await cross();
    expect(await firstBudget(ctx)).toMatchObject({ spent: "8", burnRate: "0" });
    await expect(job(ctx, "1", { estimatedHours: 1 })).resolves.toBeDefined();
    await api.due();
    expect(await thresholdsTold(ctx)).toEqual([]);
    expect(await firstBudget(ctx)).toMatchObject({ spent: "8", live: "0" });
    expect(await clean(ctx)).toBeUndefined();
  });

  test("has its crossing set right by whoever books or gives it up, in their own transaction", async () => {
    const ctx = await api.user();
    await budgetOf(ctx, { amount: "10" });
    const id = await running(ctx, "1");
    const before = await nextCrossing(api.owner.db);
    api.clock.advance(15 * MINUTE);
    await tell(ctx, id, "heartbeat");
    expect(await meterDue(due())).toBe(1);
    expect((await firstBudget(ctx)).live).toBe("0");
    expect(await nextCrossing(api.owner.db)).toBe(before);
    api.clock.advance(15 * MINUTE);
    expect(await loseSilent(due())).toBe(1);
    expect(await nextCrossing(api.owner.db)).toBeUndefined();
  });

  test("that is about to pause still crosses before it does", async () => {
    const ctx = await api.user();
    await budgetOf(ctx, { amount: "1", thresholds: [100] });
    const id = await running(ctx, "15");
    const start = api.clock.now;
    await tell(ctx, id, "paused", toInstant(start + 4.5 * MINUTE));
    expect(await nextCrossing(api.owner.db)).toBe(start + 4 * MINUTE);
    api.clock.advance(4 * MINUTE);
    await cross();
    expect(await thresholdsTold(ctx)).toEqual([100]);
  });

  test("of one user whose budgets somebody holds keeps nobody else waiting, and is told when they are free", async () => {
    const [ann, bob] = [await api.user(), await api.user()];
    for (const ctx of [ann, bob]) {
      await budgetOf(ctx, { amount: "1", thresholds: [100] });
      await running(ctx, "6");
    }
    api.clock.advance(10 * MINUTE);
    await ann.db.transaction(async (tx) => {
      await writing(inside(ann, tx), holdBudgets);
      expect(await cross()).toBe(200);
      expect(await thresholdsTold(bob)).toEqual([100]);
    });
    expect(await thresholdsTold(ann)).toEqual([]);
    await cross();
    expect(await thresholdsTold(ann)).toEqual([100]);
  });

  test("runs over the end of the month: the next period opens with what is live in it, and tells anew", async () => {
    const ctx = await api.user();
    await budgetOf(ctx, { amount: "10" });
    api.clock.set("2026-03-31T23:00:00.000Z");
    const id = await running(ctx, "1");
    expect(await nextCrossing(api.owner.db)).toBe(Date.parse("2026-04-01T00:00:00.000Z"));
    for (let i = 0; i < 24; i++) {
      api.clock.advance(HOUR / 4);
      await tell(ctx, id, "heartbeat");
      await api.due();
    }
    expect(await firstBudget(ctx)).toMatchObject({
      current: { label: "April 2026" },
      spent: "5",
      periods: [{ label: "March 2026", spent: "1", fired: [] }],
    });
    const [told] = await toldOf(ctx, "budget_threshold");
    expect(told).toMatchObject({ createdAt: "2026-04-01T05:00:00.000Z", metadata: { period: "April 2026" } });
    expect(await clean(ctx)).toBeUndefined();
  });
});

describe("a period that has just ended", () => {
  test("holds what a running job used in it although nothing is booked yet", async () => {
    const ctx = await api.user();
    await budgetOf(ctx);
    api.clock.set("2026-03-31T23:55:00.000Z");
    await running(ctx, "12");
    api.clock.set("2026-04-01T00:05:00.000Z");
    expect(await firstBudget(ctx)).toMatchObject({ spent: "1", periods: [{ label: "March 2026", spent: "1" }] });
  });
});

describe("how a budget stands", () => {
  test("says what is live, what burns, and when it is gone at this rate", async () => {
    const ctx = await api.user();
    await budgetOf(ctx, { amount: "24" });
    await spend(ctx, "6");
    const id = await running(ctx, "1", { gpuCount: 12, estimatedHours: 5 });
    api.clock.advance(HOUR / 2);
    await tell(ctx, id, "heartbeat");
    expect(await firstBudget(ctx)).toMatchObject({
      spent: "12",
      live: "6",
      remaining: "12",
      usedRatio: 0.5,
      burnRate: "12",
      reserved: "54",
      exhaustedAt: toInstant(api.clock.now + HOUR),
    });
  });
  test("a budget that lasts, or is gone already, does not end at this rate", async () => {
    const ctx = await api.user();
    await budgetOf(ctx, { amount: "5" });
    await running(ctx, "0.001");
    expect((await firstBudget(ctx)).exhaustedAt).toBeNull();
    await spend(ctx, "5");
    expect((await firstBudget(ctx)).exhaustedAt).toBeNull();
  });
  test("its row knows when it is due, and nothing is due for a budget under which nothing runs", async () => {
    const ctx = await api.user();
    const { id } = await budgetOf(ctx);
    await spend(ctx, "1");
    expect(await api.admin.db.select().from(budgetPeriods).where(eq(budgetPeriods.budgetId, id))).toMatchObject([
      { spent: "1", nextDueAt: null, timeZone: "UTC" },
    ]);
  });
});

describe("a forecast above the amount", () => {
  test("is told once a period where the budget asks for it, seconds after running jobs are committed to it", async () => {
    const ctx = await api.user();
    await budgetOf(ctx, { name: "Quiet", amount: "50" });
    const { id } = await budgetOf(ctx, { amount: "50", forecastAlert: true });
    await running(ctx, "1", { gpuCount: 10, estimatedHours: 5 });
    api.clock.advance(2000);
    await cross();
    expect(await toldOf(ctx, "budget_forecast")).toEqual([]);
    await running(ctx, "1", { estimatedHours: 1 });
    api.clock.advance(2000);
    await cross();
    expect(await toldOf(ctx, "budget_forecast")).toMatchObject([
      {
        title: "Budget Will Be Exceeded",
        message: "Team: $51.00 is expected by the end of March 2026, the budget is $50.00.",
        metadata: { budget_id: id, forecast: "51" },
      },
    ]);
    await spend(ctx, "10");
    api.clock.advance(2000);
    await cross();
    expect(await toldOf(ctx, "budget_forecast")).toHaveLength(1);
    const [, asking] = (await listBudgets(ctx)).items;
    expect(asking?.forecast).toMatchObject({ total: "61" });
  });
  test("is not told of an amount that is spent already", async () => {
    const ctx = await api.user();
    await budgetOf(ctx, { amount: "5", forecastAlert: true, thresholds: [100] });
    await spend(ctx, "5");
    await running(ctx, "1");
    api.clock.advance(2000);
    await cross();
    expect([await thresholdsTold(ctx), await toldOf(ctx, "budget_forecast")]).toEqual([[100], []]);
  });
});
