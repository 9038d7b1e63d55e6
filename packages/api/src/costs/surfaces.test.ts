import { add, subtract } from "@pipeline/core/money";
import { beforeAll, expect, test } from "vitest";
import { budgetOf, firstBudget, job, spend, tell } from "../budgets/testing";
import { createTestApi, type TestApi } from "../testing";
import { forecastCosts } from "./forecast";
import { summarizeCosts } from "./summary";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi("2026-03-31T18:00:00.000Z");
});

test("clawmetry PR 5080: one month, several answers; budget, forecast and summary of a month say the same", async () => {
  const ctx = await api.user({ timeZone: "Asia/Kathmandu" });
  await budgetOf(ctx);
  api.clock.advance(1);
  await budgetOf(ctx, { name: "P", project: "p" });
  await spend(ctx, "7", { recordedAt: "2026-03-31T17:59:59.999Z" });
  const { id } = await job(ctx, "3", { project: "p", estimatedHours: 4 });
  await tell(ctx, id, "started");
  // 18:15 UTC is midnight in Kathmandu: the month ends between two quarter hours of other zones' hours.
  for (const at of ["2026-03-31T18:14:59.999Z", "2026-03-31T18:15:00.000Z", "2026-03-31T18:37:00.001Z"]) {
    api.clock.set(at);
    await tell(ctx, id, "heartbeat");
    await api.due();
    const month = await summarizeCosts(ctx, { period: "monthToDate", groupBy: "project" });
    const budget = await firstBudget(ctx);
    const forecast = await forecastCosts(ctx, { period: "month" });
    expect([at, budget.spent, forecast.spent]).toEqual([at, month.total, month.total]);
    expect(budget.current.start).toBe(month.range.from);
    expect(add(...month.breakdown.map(({ amount }) => amount))).toBe(month.total);
    const march = await summarizeCosts(ctx, { from: "2026-03-01", to: "2026-03-31", groupBy: "outcome" });
    const april = await summarizeCosts(ctx, { from: "2026-04-01", to: "2026-04-30", groupBy: "job" });
    const all = await summarizeCosts(ctx, { from: "2026-03-01", to: "2026-04-30", groupBy: "gpuType" });
    expect(add(march.total, april.total)).toBe(all.total);
    expect(subtract(all.total, "7")).toBe((await tell(ctx, id, "heartbeat")).currentCost);
  }
});
