import { toInstant } from "@pipeline/core/instant";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Ctx } from "../ctx";
import { createTestApi, type TestApi } from "../testing";
import { listBudgets } from "./list";
import { budgetOf, firstBudget, job, spend, tell, thresholdsTold } from "./testing";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
beforeEach(() => api.clock.set("2026-03-10T12:00:00.000Z"));

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function running(ctx: Ctx, unitPrice: string, more: Parameters<typeof job>[2] = {}) {
  const { id } = await job(ctx, unitPrice, more);
  await tell(ctx, id, "started");
  return id;
}
const standings = async (ctx: Ctx) =>
  Object.fromEntries((await listBudgets(ctx)).items.map((budget) => [budget.name, budget]));

describe("a project's budget", () => {
  test("stands by the jobs of its project alone: live, burn, reserved, forecast and when it is gone", async () => {
    const ctx = await api.user();
    await budgetOf(ctx, { name: "A", project: "a", amount: "20" });
    await budgetOf(ctx, { name: "All", amount: "20" });
    const ids = [
      await running(ctx, "2", { project: "a", estimatedHours: 3 }),
      await running(ctx, "6", { project: "b", estimatedHours: 2 }),
    ];
    await job(ctx, "1", { project: "b", estimatedHours: 5 });
    api.clock.advance(HOUR / 4);
    for (const id of ids) await tell(ctx, id, "heartbeat");
    const at = (hours: number) => toInstant(api.clock.now + hours * HOUR);
    expect(await standings(ctx)).toMatchObject({
      A: { spent: "0.5", live: "0.5", burnRate: "2", reserved: "5.5", forecast: { total: "6" }, exhaustedAt: at(9.75) },
      All: { spent: "2", live: "2", burnRate: "8", reserved: "21", forecast: { total: "18" }, exhaustedAt: at(2.25) },
    });
  });

  test("is told of what its own jobs use, and not of those of others", async () => {
    const ctx = await api.user();
    await budgetOf(ctx, { project: "a", amount: "1", thresholds: [100] });
    const other = await running(ctx, "10", { project: "b" });
    api.clock.advance(HOUR / 4);
    await tell(ctx, other, "heartbeat");
    await api.due();
    expect(await thresholdsTold(ctx)).toEqual([]);
    const own = await running(ctx, "10", { project: "a" });
    api.clock.advance(HOUR / 8);
    for (const id of [own, other]) await tell(ctx, id, "heartbeat");
    await api.due();
    expect(await thresholdsTold(ctx)).toEqual([100]);
    for (const id of [own, other]) await tell(ctx, id, "completed");
  });
});

describe("what makes a budget grow", () => {
  test("is what runs, to the end of its period or to a pause that is ahead, and nothing of what has ended", async () => {
    const ctx = await api.user();
    await budgetOf(ctx);
    const [open, pausing, ended] = [await running(ctx, "1"), await running(ctx, "2"), await running(ctx, "3")];
    const start = toInstant(api.clock.now);
    api.clock.advance(MINUTE);
    const pause = toInstant(api.clock.now + 2 * MINUTE);
    await tell(ctx, pausing, "paused", pause);
    await tell(ctx, ended, "completed");
    await tell(ctx, open, "heartbeat");
    const { runs } = await firstBudget(ctx);
    expect(runs.toSorted((a, b) => (a.unitPrice < b.unitPrice ? -1 : 1))).toEqual([
      { start, end: "2026-04-01T00:00:00.000Z", unitPrice: "1", gpuCount: 1 },
      { start, end: pause, unitPrice: "2", gpuCount: 1 },
    ]);
  });
});

/** The name of the n-th month after March 2026. */
const label = (n: number) =>
  new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" }).format(Date.UTC(2026, 2 + n));
const labels = async (ctx: Ctx) => (await firstBudget(ctx)).periods.map((period) => period.label);

describe("earlier periods", () => {
  test("are shown newest first, twelve at most, whether they have been written down or not", async () => {
    const ctx = await api.user();
    await budgetOf(ctx);
    await spend(ctx, "60");
    api.clock.set("2026-09-15T00:00:00.000Z");
    expect(await labels(ctx)).toEqual([5, 4, 3, 2, 1, 0].map(label));
    await spend(ctx, "1");
    expect(await labels(ctx)).toEqual([5, 4, 3, 2, 1, 0].map(label));
    api.clock.set("2027-06-15T00:00:00.000Z");
    expect(await labels(ctx)).toEqual(Array.from({ length: 12 }, (_, i) => label(14 - i)));
    await spend(ctx, "1");
    expect(await firstBudget(ctx)).toMatchObject({ spent: "1", current: { label: label(15) } });
    expect(await labels(ctx)).toEqual(Array.from({ length: 12 }, (_, i) => label(14 - i)));
    api.clock.set("2040-01-01T00:00:00.000Z");
    expect(await labels(ctx)).toHaveLength(12);
  });

  test("of one budget are not those of another, and one that a record ahead has opened is not shown before its time", async () => {
    const ctx = await api.user();
    await budgetOf(ctx, { name: "Month" });
    api.clock.set("2026-03-31T23:58:00.000Z");
    await budgetOf(ctx, { name: "Week", period: "week" });
    await spend(ctx, "10", { recordedAt: "2026-03-31T23:00:00.000Z" });
    await spend(ctx, "1", { recordedAt: "2026-04-01T00:01:00.000Z" });
    expect(await standings(ctx)).toMatchObject({
      Month: { spent: "10", current: { label: "March 2026" }, periods: [] },
      Week: { spent: "11", periods: [] },
    });
    api.clock.set("2026-04-01T00:01:00.000Z");
    expect(await standings(ctx)).toMatchObject({
      Month: { spent: "1", periods: [{ label: "March 2026", spent: "10" }] },
      Week: { spent: "11", periods: [] },
    });
  });
});

test("budgets beside each other expect each what its own period comes to", async () => {
  const ctx = await api.user();
  for (const period of ["week", "month"] as const) {
    for (const project of ["a", undefined]) {
      await budgetOf(ctx, { name: `${period} ${project ?? "all"}`, period, project, amount: "20" });
    }
  }
  await spend(ctx, "1", { project: "a", recordedAt: "2026-03-02T12:00:00.000Z" });
  await spend(ctx, "2", { recordedAt: "2026-03-09T12:00:00.000Z" });
  const week = { from: "2026-03-09T00:00:00.000Z", to: "2026-03-16T00:00:00.000Z" };
  const month = { from: "2026-03-01T00:00:00.000Z", to: "2026-04-01T00:00:00.000Z" };
  expect(await standings(ctx)).toMatchObject({
    "week a": { forecast: { range: week, spent: "0" } },
    "week all": { forecast: { range: week, spent: "2" } },
    "month a": { forecast: { range: month, spent: "1" } },
    "month all": { forecast: { range: month, spent: "3" } },
  });
});
