import { randomUUID } from "node:crypto";
import { add, compare } from "@pipeline/core/money";
import { monthAt } from "@pipeline/core/period";
import { jobs } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { reading, type Ctx } from "../ctx";
import { createJob } from "../jobs/create";
import { reportEvent } from "../jobs/report";
import { createTestApi, type TestApi } from "../testing";
import { forecastCosts, forecastRange, type Forecast } from "./forecast";
import { recordCost } from "./record";
import { summarizeCosts } from "./summary";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const forecast = async (ctx: Ctx) => agreeing(ctx, await forecastCosts(ctx, { period: "month" }));
const spend = (ctx: Ctx, amount: string, recordedAt: string, over: object = {}) =>
  recordCost(ctx, { costType: "compute", amount, recordedAt, idempotencyKey: randomUUID(), ...over });

/** A job that runs from now on at $24 an hour; `estimated` is low, expected and high. */
async function started(ctx: Ctx, estimated: [string, string, string] = ["96", "96", "96"], over: object = {}) {
  const input = { gpuType: "NVIDIA H100-SXM5-80GB", gpuCount: 8, unitPrice: "3", estimatedHours: 4, ...over };
  const { id } = await createJob(ctx, input);
  const [low, expected, high] = estimated;
  const kind = { provider: null, region: null, purchaseOption: null };
  const inputs = { ...kind, gpuType: input.gpuType, gpuCount: 8, unitPrice: "3", estimatedHours: 4 };
  const estimate = { low, expected, high, basis: "", samples: 0, inputs };
  await api.admin.db.update(jobs).set({ estimate, estimatedTotalCost: expected }).where(eq(jobs.id, id));
  await reportEvent(ctx, { jobId: id, eventId: "s", type: "started" });
  return id;
}

/** What every forecast promises, whatever it is of. */
async function agreeing(ctx: Ctx, answer: Forecast): Promise<Forecast> {
  const { spent, committed, trend, total, low, high, days } = answer;
  expect(add(spent, committed, trend)).toBe(total);
  expect(add("0", ...days.map(({ amount }) => amount))).toBe(add(committed, trend));
  expect([compare(low, total) <= 0, compare(total, high) <= 0, compare(spent, low) <= 0]).toEqual([true, true, true]);
  const summary = await summarizeCosts(ctx, { period: "monthToDate", groupBy: "costType" });
  expect(spent).toBe(summary.total);
  return answer;
}

describe("the forecast of the month's end", () => {
  test("is nothing where nothing was spent, day by day to the end of the month", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-30T18:00:00.000Z");
    expect(await forecast(ctx)).toEqual({
      range: { from: "2026-03-01T00:00:00.000Z", to: "2026-04-01T00:00:00.000Z", timeZone: "UTC" },
      asOf: "2026-03-30T18:00:00.000Z",
      spent: "0",
      committed: "0",
      trend: "0",
      total: "0",
      low: "0",
      high: "0",
      days: [
        { start: "2026-03-30T18:00:00.000Z", label: "2026-03-30", amount: "0" },
        { start: "2026-03-31T00:00:00.000Z", label: "2026-03-31", amount: "0" },
      ],
    });
  });

  test("works with one job and no history: burn × what is expected to remain, and no farther than the month", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-10T12:00:00.000Z");
    const id = await started(ctx, ["19.2", "240", "300"]);
    api.clock.set("2026-03-10T14:00:00.000Z");
    await reportEvent(ctx, { jobId: id, eventId: "h", type: "heartbeat" });
    // Two of ten hours are spent; real runs have stopped at 8% of their plan, so that it may end now.
    const { spent, committed, trend, total, low, high } = await forecast(ctx);
    expect([spent, committed, trend, total, low, high]).toEqual(["48", "192", "0", "240", "48", "300"]);
    const late = await api.user();
    api.clock.set("2026-03-31T20:00:00.000Z");
    await started(late, ["240", "240", "240"]);
    expect(await forecast(late)).toMatchObject({ spent: "0", committed: "96", total: "96", high: "96" });
  });

  test("expects nothing more of a job past its estimate, at the most as much again; without one it burns on", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-10T12:00:00.000Z");
    const id = await started(ctx, ["2", "24", "24"]);
    api.clock.set("2026-03-10T15:00:00.000Z");
    await reportEvent(ctx, { jobId: id, eventId: "h", type: "heartbeat" });
    expect(await forecast(ctx)).toMatchObject({ spent: "72", committed: "0", total: "72", low: "72", high: "144" });
    await api.admin.db.update(jobs).set({ estimate: null }).where(eq(jobs.id, id));
    expect(await forecast(ctx)).toMatchObject({ committed: "0", high: "144" });
    await api.admin.db.update(jobs).set({ estimatedTotalCost: null }).where(eq(jobs.id, id));
    const hours = 21 * 24 + 9;
    expect(await forecast(ctx)).toMatchObject({ committed: `${24 * hours}`, low: "72", high: `${72 + 24 * hours}` });
  });

  test("does not count on jobs that are paused, queued or ended", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-10T12:00:00.000Z");
    await createJob(ctx, {});
    const [paused, ended] = [await started(ctx), await started(ctx)];
    api.clock.set("2026-03-10T13:00:00.000Z");
    await reportEvent(ctx, { jobId: paused, eventId: "p", type: "paused" });
    await reportEvent(ctx, { jobId: ended, eventId: "e", type: "completed" });
    expect(await forecast(ctx)).toMatchObject({ spent: "48", committed: "0", trend: "0", total: "48", high: "48" });
  });

  test("carries the mean of the complete days on, from the first that had a cost, without what is running already", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-10T12:00:00.000Z");
    // Five days of which three had costs: 30 a day. Today counts as spent alone.
    await spend(ctx, "60", "2026-03-05T10:00:00Z");
    await spend(ctx, "80", "2026-03-07T10:00:00Z");
    await spend(ctx, "10", "2026-03-09T23:59:59.999Z");
    await spend(ctx, "7", "2026-03-10T00:00:00Z");
    const calm = await forecast(ctx);
    // Half of today and 21 days.
    expect(calm).toMatchObject({ spent: "157", committed: "0", trend: "645" });
    expect(calm.days.slice(0, 2).map(({ amount }) => amount)).toEqual(["15", "30"]);
    expect(compare(calm.high, calm.total) > 0 && compare(calm.low, calm.total) < 0).toBe(true);
    await started(ctx, ["240", "240", "240"]);
    expect(await forecast(ctx)).toMatchObject({ committed: "240", trend: "405", total: calm.total });
  });

  test("takes 28 days at the most, and days without a cost for what they are once there were older ones", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-31T12:00:00.000Z");
    await spend(ctx, "9000", "2026-03-02T10:00:00Z");
    expect((await forecast(ctx)).trend).toBe("0");
    await spend(ctx, "28", "2026-03-30T10:00:00Z");
    expect((await forecast(ctx)).trend).toBe("0.5");
  });

  test("cuts days where the account lives, also where clocks change and months end", async () => {
    const ctx = await api.user({ timeZone: "America/New_York" });
    // Three hours before clocks spring forward: 7 March ends at 05:00Z, 8 March has 23 hours.
    api.clock.set("2026-03-08T02:00:00.000Z");
    await spend(ctx, "24", "2026-03-07T04:59:00Z");
    const { range, days, trend } = await forecast(ctx);
    expect(range).toMatchObject({ from: "2026-03-01T05:00:00.000Z", to: "2026-04-01T04:00:00.000Z" });
    expect(days.slice(0, 3)).toEqual([
      { start: "2026-03-08T02:00:00.000Z", label: "2026-03-07", amount: "3" },
      { start: "2026-03-08T05:00:00.000Z", label: "2026-03-08", amount: "24" },
      { start: "2026-03-09T04:00:00.000Z", label: "2026-03-09", amount: "24" },
    ]);
    expect(trend).toBe(`${3 + 24 * 24}`);
    api.clock.set("2026-04-01T03:59:59.999Z");
    expect((await forecast(ctx)).days).toHaveLength(1);
    api.clock.set("2026-04-01T04:00:00.000Z");
    const april = await forecast(ctx);
    expect([april.range.from, april.spent, april.days.length]).toEqual(["2026-04-01T04:00:00.000Z", "0", 30]);
  });
});

describe("the forecast of a period", () => {
  const week = { from: Date.parse("2026-03-09T00:00:00Z"), to: Date.parse("2026-03-16T00:00:00Z"), timeZone: "UTC" };
  const of = (ctx: Ctx, over: object) => reading(ctx, (scope) => forecastRange(scope, { ...week, ...over }));

  test("of one project counts its costs, jobs and history alone", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-10T12:00:00.000Z");
    await spend(ctx, "10", "2026-03-09T10:00:00Z", { project: "a" });
    await spend(ctx, "20", "2026-03-08T10:00:00Z", { project: "b" });
    await spend(ctx, "30", "2026-03-09T10:00:00Z", { project: "b" });
    await spend(ctx, "5", "2026-03-09T10:00:00Z");
    await started(ctx, ["24", "24", "24"], { project: "b" });
    expect(await of(ctx, { project: "a" })).toMatchObject({ spent: "10", committed: "0", trend: "55" });
    expect(await of(ctx, { project: "b" })).toMatchObject({ spent: "30", committed: "24", trend: "113.5" });
    expect(await of(ctx, { project: "" })).toMatchObject({ spent: "5", committed: "0", trend: "27.5" });
    expect(await of(ctx, { project: "none" })).toMatchObject({ total: "0", high: "0" });
    expect(await of(ctx, {})).toMatchObject({ spent: "45", committed: "24" });
  });

  test("that is cut in another zone than the account's reads the same days from quarter hours", async () => {
    const [here, there] = [await api.user({ timeZone: "Asia/Kathmandu" }), await api.user()];
    api.clock.set("2026-03-10T12:00:00.000Z");
    for (const ctx of [here, there]) {
      await spend(ctx, "3", "2026-03-04T18:20:00Z");
      await spend(ctx, "8", "2026-03-09T18:10:00Z");
    }
    const month = monthAt(api.clock.now, "Asia/Kathmandu");
    const [own, foreign] = [await of(here, month), await of(there, month)];
    expect(foreign).toEqual(own);
    // 5 to 9 March in Kathmandu: 11 in five days, and the second one an instant before 10 March began.
    expect([own.spent, own.days[1]?.amount]).toEqual(["11", "2.2"]);
  });
});
