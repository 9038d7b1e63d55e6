import { randomUUID } from "node:crypto";
import { add } from "@pipeline/core/money";
import { beforeAll, describe, expect, test } from "vitest";
import type { Ctx } from "../ctx";
import { cancelJob } from "../jobs/cancel";
import { createJob } from "../jobs/create";
import { importJobs } from "../jobs/import";
import { reportEvent } from "../jobs/report";
import { createTestApi, type TestApi } from "../testing";
import { recordCost } from "./record";
import { summarizeCosts } from "./summary";
import { summarizeWaste } from "./waste";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const tell = (ctx: Ctx, jobId: string, type: "started" | "completed" | "failed" | "paused" | "heartbeat") =>
  reportEvent(ctx, { jobId, eventId: randomUUID(), type });
const dollarAnHour = (ctx: Ctx, name: string) => createJob(ctx, { name, unitPrice: "1", gpuCount: 1 });
const byOutcome = async (ctx: Ctx) => {
  const summary = await summarizeCosts(ctx, { period: "week", groupBy: "outcome" });
  expect(add("0", ...summary.breakdown.map(({ amount }) => amount))).toBe(summary.total);
  expect(add("0", ...summary.series.flatMap((day) => Object.values(day.byKey)))).toBe(summary.total);
  return summary;
};
const amounts = async (ctx: Ctx) =>
  Object.fromEntries((await byOutcome(ctx)).breakdown.map(({ key, amount }) => [key, amount]));

async function started(ctx: Ctx, name: string): Promise<string> {
  const { id } = await dollarAnHour(ctx, name);
  await tell(ctx, id, "started");
  return id;
}

/** An account with a cost of every outcome there is. */
async function everyOutcome(): Promise<Ctx> {
  const ctx = await api.user();
  api.clock.set("2026-03-01T00:00:00.000Z");
  const waits = await started(ctx, "given up");
  api.clock.set("2026-03-01T03:00:00.000Z");
  await tell(ctx, waits, "paused");
  api.clock.set("2026-03-09T00:00:00.000Z");
  const [done, failed, canceled, paused, lost] = [
    await started(ctx, "done"),
    await started(ctx, "failed"),
    await started(ctx, "canceled"),
    await started(ctx, "paused"),
    await started(ctx, "lost"),
  ];
  const running = await started(ctx, "running");
  api.clock.set("2026-03-09T00:10:00.000Z");
  for (const id of [done, failed, canceled, paused, lost, running]) await tell(ctx, id, "heartbeat");
  api.clock.set("2026-03-09T01:00:00.000Z");
  await tell(ctx, done, "completed");
  await tell(ctx, paused, "paused");
  for (const id of [failed, canceled, running]) await tell(ctx, id, "heartbeat");
  await api.due();
  api.clock.set("2026-03-09T02:00:00.000Z");
  await tell(ctx, failed, "failed");
  await tell(ctx, running, "heartbeat");
  api.clock.set("2026-03-09T04:00:00.000Z");
  await cancelJob(ctx, { id: canceled });
  await tell(ctx, running, "heartbeat");
  const queued = await dollarAnHour(ctx, "queued");
  await recordCost(ctx, { costType: "x", amount: "0.5", jobId: queued.id, idempotencyKey: "q" });
  await recordCost(ctx, { costType: "x", amount: "0.25", idempotencyKey: "none" });
  await importJobs(ctx, [
    {
      key: "no end",
      name: "no end",
      project: null,
      gpuType: "NVIDIA L40S",
      gpuCount: 1,
      unitPrice: "1",
      queuedAt: api.clock.now,
      startedAt: api.clock.now,
      endedAt: null,
      failed: false,
      metadata: {},
    },
  ]);
  return ctx;
}

describe("costs by outcome", () => {
  test("have a name for each, live ones too, and sum to the total", async () => {
    const ctx = await everyOutcome();
    // The one given up on cost something eight days ago, outside the week.
    expect((await byOutcome(ctx)).breakdown.map(({ label }) => label)).not.toContain("Never finished");
    const { breakdown } = await summarizeCosts(ctx, { period: "month", groupBy: "outcome" });
    expect(Object.fromEntries(breakdown.map(({ label, amount }) => [label, amount]))).toEqual({
      Canceled: "4",
      Completed: "1",
      Failed: "2",
      Lost: "0.166666666667",
      "Never finished": "3",
      Paused: "1",
      Queued: "0.5",
      Running: "4",
      Unassigned: "0.25",
    });
  });

  test("skypilot #1751: a launch that never started is not charged, whether it waits, is canceled or fails", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-10T00:00:00.000Z");
    const [waits, canceled, failed] = [
      await dollarAnHour(ctx, "waits"),
      await dollarAnHour(ctx, "canceled"),
      await dollarAnHour(ctx, "failed"),
    ];
    api.clock.set("2026-03-10T06:00:00.000Z");
    await cancelJob(ctx, { id: canceled.id });
    await tell(ctx, failed.id, "failed");
    await api.due();
    expect(waits.status).toBe("queued");
    expect((await byOutcome(ctx)).total).toBe("0");
    expect(await summarizeWaste(ctx, {})).toMatchObject({ amount: "0", share: null, parts: [], jobs: [] });
  });

  test("skypilot #2769: what an ended job cost does not grow while another one runs", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-10T00:00:00.000Z");
    const [ended, runs] = [await started(ctx, "ended"), await started(ctx, "runs")];
    api.clock.set("2026-03-10T00:10:00.000Z");
    await tell(ctx, ended, "failed");
    await tell(ctx, runs, "heartbeat");
    const before = await amounts(ctx);
    for (let minute = 20; minute <= 90; minute += 10) {
      api.clock.set("2026-03-10T00:00:00.000Z");
      api.clock.advance(minute * 60_000);
      await tell(ctx, runs, "heartbeat");
      await api.due();
    }
    const after = await amounts(ctx);
    expect([before["failed"], after["failed"]]).toEqual(["0.166666666667", "0.166666666667"]);
    expect([before["running"], after["running"]]).toEqual(["0.166666666667", "1.5"]);
    expect((await summarizeWaste(ctx, {})).amount).toBe("0.166666666667");
  });
});

describe("waste", () => {
  test("is what went to failed, lost, canceled and never finished jobs, with the jobs that cost most", async () => {
    const ctx = await everyOutcome();
    const waste = await summarizeWaste(ctx, { period: "month" });
    expect(waste.parts.map(({ key, amount }) => [key, amount])).toEqual([
      ["canceled", "4"],
      ["never_finished", "3"],
      ["failed", "2"],
      ["lost", "0.166666666667"],
    ]);
    expect(waste.amount).toBe("9.166666666667");
    expect(waste.share).toBeCloseTo(9.1667 / 15.9167, 4);
    expect(waste.jobs.map(({ name, outcome, amount }) => [name, outcome, amount])).toEqual([
      ["canceled", "canceled", "4"],
      ["given up", "never_finished", "3"],
      ["failed", "failed", "2"],
      ["lost", "lost", "0.166666666667"],
    ]);
    const { breakdown } = await summarizeCosts(ctx, { period: "month", groupBy: "outcome" });
    const wasted = breakdown.filter(({ key }) => waste.parts.some((part) => part.key === key));
    expect(waste.parts).toEqual(wasted);
  });

  test("is counted within the window, and a job that comes back is no waste any more", async () => {
    const ctx = await everyOutcome();
    const week = await summarizeWaste(ctx, { period: "week" });
    expect([week.amount, week.parts.some(({ key }) => key === "never_finished")]).toEqual(["6.166666666667", false]);
    const lost = week.jobs.find(({ name }) => name === "lost");
    await tell(ctx, lost?.id ?? "", "heartbeat");
    expect((await summarizeWaste(ctx, { period: "week" })).jobs.map(({ name }) => name)).toEqual([
      "canceled",
      "failed",
    ]);
  });

  test("is nothing where everything completed, and names five jobs at the most", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-10T00:00:00.000Z");
    const id = await started(ctx, "done");
    api.clock.advance(3_600_000);
    await tell(ctx, id, "completed");
    expect(await summarizeWaste(ctx, {})).toMatchObject({ amount: "0", share: 0, parts: [], jobs: [] });
    for (let i = 1; i <= 7; i += 1) {
      const job = await dollarAnHour(ctx, `job ${i}`);
      await cancelJob(ctx, { id: job.id });
      await recordCost(ctx, { costType: "x", amount: `${i}`, jobId: job.id, idempotencyKey: `${i}` });
    }
    const { jobs, amount, share } = await summarizeWaste(ctx, {});
    expect(jobs.map(({ name }) => name)).toEqual(["job 7", "job 6", "job 5", "job 4", "job 3"]);
    expect([amount, share]).toEqual(["28", 28 / 29]);
  });
});
