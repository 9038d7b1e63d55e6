import { randomUUID } from "node:crypto";
import { GROUP_BYS } from "@pipeline/core/cost-words";
import { type SummarizeCosts } from "@pipeline/core/costs";
import { add, toUnits } from "@pipeline/core/money";
import { GRANULARITIES } from "@pipeline/core/period";
import { localDate } from "@pipeline/core/time-zone";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { setTimeZone } from "../account/update";
import { writing, type Ctx } from "../ctx";
import { createJob } from "../jobs/create";
import { reportEvent } from "../jobs/report";
import { createTestApi, type TestApi } from "../testing";
import { append, callerKey } from "./ledger";
import { correctCost } from "./correct";
import { recordCost } from "./record";
import { listRecords } from "./records";
import { summarizeCosts } from "./summary";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const summary = (ctx: Ctx, input: Partial<SummarizeCosts> = {}) =>
  summarizeCosts(ctx, { groupBy: "costType", ...input });
const spend = (ctx: Ctx, amount: string, recordedAt: string, over: object = {}) =>
  recordCost(ctx, { costType: "compute", amount, recordedAt, idempotencyKey: randomUUID(), ...over });

const sumOf = (amounts: readonly string[]) => toUnits(add(...amounts));

describe("a summary", () => {
  test("of nothing is zero, gap-free, and has no change to tell", async () => {
    const ctx = await api.user();
    const { total, breakdown, series, previous, recordCount, live } = await summary(ctx, { period: "week" });
    expect({ total, breakdown, previous, recordCount }).toEqual({
      total: "0",
      breakdown: [],
      previous: { total: "0", changeRatio: null },
      recordCount: 0,
    });
    expect(series.map((day) => [day.label, day.total])).toHaveLength(8);
    expect(live).toMatchObject({ amount: "0", perHour: "0", runningJobs: 0 });
  });

  test("opens a month at the local day that holds now − 30 × 24 h and closes now", async () => {
    const ctx = await api.user({ timeZone: "America/New_York" });
    api.clock.set("2026-03-20T12:00:00.000Z");
    const { range } = await summary(ctx);
    // 18 February was winter time: five hours behind UTC.
    expect(range).toEqual({
      from: "2026-02-18T05:00:00.000Z",
      to: "2026-03-20T12:00:00.000Z",
      timeZone: "America/New_York",
      granularity: "day",
    });
  });

  test("compares with the same number of local days before", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-10T12:00:00.000Z");
    await spend(ctx, "30", "2026-03-08T00:00:00Z");
    await spend(ctx, "20", "2026-03-06T23:59:59.999Z");
    await spend(ctx, "99", "2026-03-04T23:59:59Z");
    const { total, previous } = await summary(ctx, { from: "2026-03-07", to: "2026-03-08" });
    expect({ total, previous }).toEqual({ total: "30", previous: { total: "20", changeRatio: 0.5 } });
  });

  test("cuts the day on which clocks spring forward into 23 hours, the one on which they fall back into 25", async () => {
    const ctx = await api.user({ timeZone: "America/New_York" });
    const hours = async (date: string) => (await summary(ctx, { from: date, to: date })).series.length;
    expect([await hours("2026-03-08"), await hours("2026-11-01"), await hours("2026-06-01")]).toEqual([23, 25, 24]);
  });

  test("puts a cost of 23:50 in Kathmandu (UTC+5:45) on its own day", async () => {
    const ctx = await api.user({ timeZone: "Asia/Kathmandu" });
    await spend(ctx, "1", "2026-03-01T18:05:00Z");
    await spend(ctx, "2", "2026-03-01T18:15:00Z");
    const { series } = await summary(ctx, { from: "2026-03-01", to: "2026-03-02", granularity: "day" });
    expect(series.map((day) => [day.label, day.total])).toEqual([
      ["2026-03-01", "1"],
      ["2026-03-02", "2"],
    ]);
  });

  test("holds the open part of a running job, clipped to its window, and says how much of it is live", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-09T22:00:00.000Z");
    const job = await createJob(ctx, { gpuType: "NVIDIA H100-SXM5-80GB", gpuCount: 8, project: "p" });
    await reportEvent(ctx, { jobId: job.id, eventId: "s", type: "started" });
    api.clock.set("2026-03-10T03:00:00.000Z");
    await reportEvent(ctx, { jobId: job.id, eventId: "h", type: "heartbeat" });
    const [yesterday, today] = [
      await summary(ctx, { from: "2026-03-09", to: "2026-03-09" }),
      await summary(ctx, { period: "today" }),
    ];
    expect([yesterday.total, today.total, today.live.amount]).toEqual(["47.2", "70.8", "70.8"]);
    expect(today.previous.total).toBe("47.2");
    for (const groupBy of GROUP_BYS) expect((await summary(ctx, { groupBy })).total).toBe("118");
    expect((await summary(ctx, { groupBy: "outcome" })).breakdown).toEqual([
      { key: "running", label: "Running", amount: "118" },
    ]);
    await reportEvent(ctx, { jobId: job.id, eventId: "f", type: "failed" });
    expect((await summary(ctx, { groupBy: "outcome" })).breakdown).toEqual([
      { key: "failed", label: "Failed", amount: "118" },
    ]);
  });

  test("names the 100 largest jobs and folds the rest, complete to the last digit", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-10T12:00:00.000Z");
    for (let i = 1; i <= 103; i += 1) {
      const job = await createJob(ctx, { name: `job ${i}` });
      await spend(ctx, `${i}`, "2026-03-10T10:00:00Z", { jobId: job.id });
    }
    const { breakdown, total } = await summary(ctx, { groupBy: "job" });
    expect(breakdown).toHaveLength(101);
    expect(breakdown[0]).toMatchObject({ label: "job 103", amount: "103" });
    expect(breakdown.find(({ key }) => key === "other")).toMatchObject({ label: "Other", amount: "6" });
    expect(add(...breakdown.map(({ amount }) => amount))).toBe(total);
  });

  test("refuses more than 5,000 buckets", async () => {
    const ctx = await api.user();
    const tooFine = summary(ctx, { period: "year", granularity: "hour" });
    await expect(tooFine).rejects.toMatchObject({ code: "BAD_INPUT", fields: [{ field: "granularity" }] });
  });

  test("of a day that begins at this instant still sums to its total", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-10T00:00:00.000Z");
    await spend(ctx, "3", "2026-03-10T00:03:00Z");
    for (const groupBy of GROUP_BYS) {
      const { total, series } = await summary(ctx, { period: "today", groupBy });
      expect([total, series.map((bucket) => bucket.total)]).toEqual(["3", ["3"]]);
    }
  });

  test("does not change when the account moves to another zone and back", async () => {
    const ctx = await api.user();
    await spend(ctx, "1", "2026-03-08T23:30:00Z");
    const before = await summary(ctx);
    await setTimeZone(ctx, "Pacific/Auckland");
    const moved = await summary(ctx);
    expect(moved.series.find((day) => day.total !== "0")?.label).toBe("2026-03-09");
    await setTimeZone(ctx, "UTC");
    expect(await summary(ctx)).toEqual(before);
  });
});

describe("records, roll-ups, total and every breakdown", () => {
  const ZONES = [
    "UTC",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Sao_Paulo",
  ];
  const cost = fc.record({
    amount: fc.constantFrom("0", "0.000000000001", "999999.999999999999", "0.1", "0.2", "1"),
    // Around both changes of the clock in most zones, and month ends.
    minute: fc.integer({ min: 0, max: 60 * 24 * 60 }),
    costType: fc.constantFrom("compute", "storage", "egress"),
    project: fc.constantFrom("a", "b", undefined),
  });
  const FROM = Date.parse("2026-03-01T00:00:00Z");

  test("agree in every zone, grouping and granularity, whichever roll-up answers", async () => {
    const costs = fc.array(cost, { minLength: 1, maxLength: 40 });
    const run = fc.asyncProperty(costs, fc.constantFrom(...ZONES), fc.constantFrom(...ZONES), checkAgreement);
    await fc.assert(run, { numRuns: 25 });
  }, 120_000);

  type Cost = { amount: string; minute: number; costType: string; project: string | undefined };

  async function checkAgreement(costs: Cost[], accountZone: string, viewZone: string): Promise<void> {
    const ctx = await api.user({ timeZone: accountZone });
    api.clock.set("2026-05-10T12:00:00.000Z");
    const entries = costs.map((one, i) => ({
      key: callerKey(`${i}`),
      costType: one.costType,
      amount: one.amount,
      project: one.project ?? null,
      recordedAt: FROM + one.minute * 60_000,
    }));
    const written = await writing(ctx, (scope) => append(scope, entries));
    const [first] = written.values();
    if (first) await correctCost(ctx, { recordId: first.id, amount: "0.5", reason: "r", idempotencyKey: "c" });
    const window = { from: "2026-03-05", to: "2026-04-20", timeZone: viewZone };
    const { items, totalCount } = await listRecords(ctx, { ...window, limit: 200 });
    const total = items.reduce((sum, record) => sum + toUnits(record.amount), 0n);
    for (const groupBy of GROUP_BYS) {
      for (const granularity of GRANULARITIES) {
        const answer = await summary(ctx, { ...window, groupBy, granularity });
        expect([toUnits(answer.total), answer.recordCount]).toEqual([total, totalCount]);
        expect(sumOf(answer.breakdown.map((part) => part.amount))).toBe(total);
        expect(sumOf(answer.series.map((bucket) => bucket.total))).toBe(total);
        expect(sumOf(answer.series.flatMap((bucket) => Object.values(bucket.byKey)))).toBe(total);
      }
    }
    const byDay = await summary(ctx, { ...window, granularity: "day" });
    for (const day of byDay.series) {
      const own = items.filter((record) => localDate(Date.parse(record.recordedAt), viewZone) === day.label);
      expect([day.label, day.total]).toEqual([day.label, add(...own.map((record) => record.amount))]);
    }
  }
});
