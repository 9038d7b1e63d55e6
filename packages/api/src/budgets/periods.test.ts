import { budgetPeriods } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { setTimeZone } from "../account/update";
import type { Ctx } from "../ctx";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";
import { budgetOf, firstBudget, job, spend, tell, thresholdsTold, toldOf } from "./testing";
import { updateBudget } from "./update";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
beforeEach(() => api.clock.set("2026-03-10T12:00:00.000Z"));

const clean = (ctx: Ctx) => verifyUser(api.owner.db, ctx.actor.userId, () => api.clock.now);

describe("a budget's period", () => {
  test("litellm #5651, #7129: a budget that never resets; the new month begins at zero and may tell again", async () => {
    const ctx = await api.user();
    await budgetOf(ctx);
    await spend(ctx, "60");
    api.clock.set("2026-04-01T00:00:00.000Z");
    expect(await firstBudget(ctx)).toMatchObject({ spent: "0", fired: [], current: { label: "April 2026" } });
    await spend(ctx, "55");
    expect(await firstBudget(ctx)).toMatchObject({ spent: "55", fired: [50] });
    const told = (await toldOf(ctx, "budget_threshold")).map(({ metadata }) => metadata.period);
    expect(told).toEqual(["March 2026", "April 2026"]);
    expect(await clean(ctx)).toBeUndefined();
  });

  test("is looked at once when it has ended while a job runs: the next one is there, and it waits for nothing more", async () => {
    const ctx = await api.user();
    await budgetOf(ctx);
    api.clock.set("2026-03-31T23:55:00.000Z");
    await tell(ctx, (await job(ctx, "12")).id, "started");
    api.clock.set("2026-04-01T00:00:00.000Z");
    await api.due();
    const { periodStart, nextDueAt, userId } = budgetPeriods;
    const rows = await api.admin.db
      .select({ periodStart, nextDueAt })
      .from(budgetPeriods)
      .where(eq(userId, ctx.actor.userId))
      .orderBy(periodStart);
    expect(rows).toEqual([
      { periodStart: "2026-03-01T00:00:00.000Z", nextDueAt: null },
      { periodStart: "2026-04-01T00:00:00.000Z", nextDueAt: expect.stringMatching(/^2026-04-01T0[0-9]:/) },
    ]);
  });

  test("litellm #8364: past spend is lost at the reset; the old period stays readable", async () => {
    const ctx = await api.user();
    await budgetOf(ctx);
    await spend(ctx, "60");
    api.clock.set("2026-06-15T00:00:00.000Z");
    await spend(ctx, "1");
    expect((await firstBudget(ctx)).periods).toEqual([
      {
        start: "2026-05-01T00:00:00.000Z",
        end: "2026-06-01T00:00:00.000Z",
        label: "May 2026",
        amount: "100",
        spent: "0",
        fired: [],
      },
      {
        start: "2026-04-01T00:00:00.000Z",
        end: "2026-05-01T00:00:00.000Z",
        label: "April 2026",
        amount: "100",
        spent: "0",
        fired: [],
      },
      {
        start: "2026-03-01T00:00:00.000Z",
        end: "2026-04-01T00:00:00.000Z",
        label: "March 2026",
        amount: "100",
        spent: "60",
        fired: [50],
      },
    ]);
  });

  test("litellm #22013: a new budget is zeroed within minutes; nothing is ever reset by a clock", async () => {
    const ctx = await api.user();
    await spend(ctx, "40");
    await budgetOf(ctx);
    for (let i = 0; i < 5; i++) {
      api.clock.advance(5 * 60_000);
      await api.due();
    }
    expect((await firstBudget(ctx)).spent).toBe("40");
  });

  test("takes late usage where it was used: the old period tells, the new one does not move", async () => {
    const ctx = await api.user();
    await budgetOf(ctx);
    await spend(ctx, "45");
    api.clock.set("2026-04-03T00:00:00.000Z");
    await spend(ctx, "10", { recordedAt: "2026-03-31T23:59:59.999Z" });
    const [told] = await toldOf(ctx, "budget_threshold");
    expect(told).toMatchObject({ metadata: { period: "March 2026", spent: "55", threshold: 50 } });
    expect(await firstBudget(ctx)).toMatchObject({ spent: "0", periods: [{ spent: "55", fired: [50] }] });
    await spend(ctx, "1", { recordedAt: "2026-03-31T23:59:59.999Z" });
    expect(await thresholdsTold(ctx)).toEqual([50]);
    expect(await clean(ctx)).toBeUndefined();
  });

  test("that has ended keeps what it was measured by: a new amount or threshold tells nothing of the past", async () => {
    const ctx = await api.user();
    const { id } = await budgetOf(ctx);
    await spend(ctx, "60");
    api.clock.set("2026-04-02T00:00:00.000Z");
    await updateBudget(ctx, { id, amount: "50", thresholds: [10, 50, 80, 100] });
    expect(await clean(ctx)).toBeUndefined();
    await spend(ctx, "0.01", { recordedAt: "2026-03-31T00:00:00.000Z" });
    expect(await thresholdsTold(ctx)).toEqual([50]);
    expect(await firstBudget(ctx)).toMatchObject({
      amount: "50",
      periods: [{ amount: "100", spent: "60.01", fired: [50] }],
    });
    await spend(ctx, "30");
    expect(await thresholdsTold(ctx)).toEqual([50, 10, 50]);
    expect(await clean(ctx)).toBeUndefined();
  });

  test("does not count what was used before the period in which the budget was made", async () => {
    const ctx = await api.user();
    await budgetOf(ctx);
    await spend(ctx, "90", { recordedAt: "2026-02-28T23:59:59.999Z" });
    expect(await firstBudget(ctx)).toMatchObject({ spent: "0", periods: [] });
    expect(await clean(ctx)).toBeUndefined();
  });

  test("is cut in the account's zone: a record of the last local evening counts for that month", async () => {
    const ctx = await api.user({ timeZone: "America/New_York" });
    await budgetOf(ctx);
    api.clock.set("2026-04-01T03:59:59.999Z");
    await spend(ctx, "7");
    api.clock.set("2026-04-01T04:00:00.000Z");
    await spend(ctx, "5");
    expect(await firstBudget(ctx)).toMatchObject({
      spent: "5",
      current: { start: "2026-04-01T04:00:00.000Z", end: "2026-05-01T04:00:00.000Z", timeZone: "America/New_York" },
      periods: [{ spent: "7" }],
    });
  });

  test("keeps the zone it began in; a new zone counts from the next one, without a gap", async () => {
    const ctx = await api.user({ timeZone: "America/New_York" });
    await budgetOf(ctx, { period: "week" });
    await spend(ctx, "3");
    await setTimeZone(ctx, "Asia/Kolkata");
    expect(await firstBudget(ctx)).toMatchObject({
      spent: "3",
      current: { start: "2026-03-09T04:00:00.000Z", end: "2026-03-16T04:00:00.000Z", timeZone: "America/New_York" },
    });
    api.clock.set("2026-03-16T04:00:00.000Z");
    await spend(ctx, "4");
    expect(await firstBudget(ctx)).toMatchObject({
      spent: "4",
      current: { start: "2026-03-16T04:00:00.000Z", end: "2026-03-22T18:30:00.000Z", timeZone: "Asia/Kolkata" },
    });
    expect(await clean(ctx)).toBeUndefined();
  });

  test("keeps its zone also when it had no row yet as the zone changed", async () => {
    const ctx = await api.user({ timeZone: "UTC" });
    await budgetOf(ctx);
    api.clock.set("2026-05-10T00:00:00.000Z");
    await setTimeZone(ctx, "Asia/Kolkata");
    expect((await firstBudget(ctx)).current).toMatchObject({ timeZone: "UTC", label: "May 2026" });
  });

  test("is counted to the last digit across the hour that clocks skip and the one they repeat", async () => {
    for (const [day, hours] of [
      ["2026-03-08", 23],
      ["2026-11-01", 25],
    ] as const) {
      api.clock.set(`${day}T04:00:00.000Z`);
      const ctx = await api.user({ timeZone: "America/New_York" });
      await budgetOf(ctx, { amount: "1000" });
      const start = Date.parse(`${day}T00:00:00.000${day === "2026-03-08" ? "-05:00" : "-04:00"}`);
      for (let hour = 0; hour < hours; hour++) {
        api.clock.now = start + hour * 3_600_000;
        await spend(ctx, "0.1");
      }
      expect((await firstBudget(ctx)).spent).toBe(`${hours / 10}`);
      expect(await clean(ctx)).toBeUndefined();
    }
  });
});
