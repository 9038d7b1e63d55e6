import { randomUUID } from "node:crypto";
import path from "node:path";
import { roundTo } from "@pipeline/core/money";
import { projectRoot } from "@pipeline/db";
import { beforeAll, describe, expect, test } from "vitest";
import type { Ctx } from "../../ctx";
import { createJob } from "../../jobs/create";
import { importJobs } from "../../jobs/import";
import { reportEvent } from "../../jobs/report";
import { priceTrace, readTrace } from "../../jobs/trace-file";
import { readPrices } from "../../prices/file";
import { createTestApi, type TestApi } from "../../testing";
import { correctCost } from "../correct";
import { recordCost } from "../record";
import { summarizeCosts } from "../summary";
import { focusComplaints } from "./focus-rules";
import { exported, rowsOfCsv, sumOf, type Row } from "./testing";

const VERSIONS = ["1.2", "1.4"] as const;
const data = (name: string) => path.join(projectRoot(), "data", name);

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi("2026-03-10T12:00:00.000Z");
});

const cost = (amount: string, over: object = {}) => ({ costType: "x", amount, idempotencyKey: randomUUID(), ...over });
const total = async (ctx: Ctx, window = {}) => (await summarizeCosts(ctx, { ...window, groupBy: "costType" })).total;

async function only(ctx: Ctx, version: (typeof VERSIONS)[number] = "1.4"): Promise<Row> {
  const [row = {}, ...more] = rowsOfCsv(await exported(ctx, `focus-${version}`));
  expect(more).toEqual([]);
  return row;
}

describe("the real trace of 1,949 runs as FOCUS", () => {
  const window = { from: "2023-01-01", to: "2024-12-31", timeZone: "UTC" };
  let ctx: Ctx;
  beforeAll(async () => {
    ctx = await api.user();
    const prices = new Map((await readPrices(data("prices.csv"))).map(({ gpuType, price }) => [gpuType, price]));
    await importJobs(ctx, priceTrace(await readTrace(data("jobs-mlperf-v4.0.csv.gz"), "user"), prices));
  }, 120_000);

  test.each(VERSIONS)("%s breaks no rule, and read back it sums to the total to the last digit", async (version) => {
    const file = await exported(ctx, `focus-${version}`, { window });
    expect(focusComplaints(file, version)).toEqual([]);
    const sum = sumOf(rowsOfCsv(file), "BilledCost");
    expect(sum).toBe(await total(ctx, window));
    expect(roundTo(sum, 8)).toBe("93532.95547780");
  });

  test.each(VERSIONS)("%s has 21 columns of FOCUS, and ours behind them", async (version) => {
    const [header = ""] = (await exported(ctx, `focus-${version}`)).split("\r\n");
    const names = header.split(",");
    expect(names.findIndex((name) => name.startsWith("x_"))).toBe(21);
    expect(names.slice(21).every((name) => name.startsWith("x_"))).toBe(true);
  });

  test("prices GPU time in hours", async () => {
    const rows = rowsOfCsv(await exported(ctx, "focus-1.4", { window }));
    expect(new Set(rows.map(({ PricingUnit: unit }) => unit))).toEqual(new Set(["Hours"]));
    const hours = roundTo(sumOf(rows, "PricingQuantity"), 4);
    const seconds = sumOf(rows, "x_Quantity");
    expect(Math.abs(Number(seconds) / 3600 - Number(hours))).toBeLessThan(0.001);
  });
});

describe("a charge of each kind as FOCUS", () => {
  test("all together break no rule, and sum to the total", async () => {
    const ctx = await api.user();
    const job = await createJob(ctx, { provider: "RunPod", project: "p", gpuType: "g", unitPrice: "3.6", gpuCount: 1 });
    await reportEvent(ctx, { jobId: job.id, eventId: "s", type: "started", at: "2026-03-10T10:00:00.250Z" });
    await reportEvent(ctx, { jobId: job.id, eventId: "e", type: "completed", at: "2026-03-10T10:20:00.500Z" });
    // The end comes late and makes less of what is booked.
    await reportEvent(ctx, { jobId: job.id, eventId: "f", type: "failed", at: "2026-03-10T10:10:00.123Z" });
    await recordCost(ctx, cost("1.5", { costType: "storage" }));
    await recordCost(ctx, cost("20", { costType: "setup_fee" }));
    await recordCost(ctx, cost("0.7", { costType: "tax" }));
    await recordCost(ctx, cost("-0.000000000001", { costType: "credit" }));
    const earlier = await recordCost(ctx, cost("9", { recordedAt: "2026-02-28T23:59:59.999Z" }));
    await correctCost(ctx, { recordId: earlier.id, amount: "-1", reason: "r", idempotencyKey: "a" });
    const now = await recordCost(ctx, cost("9"));
    await correctCost(ctx, { recordId: now.id, amount: "-2", reason: "r", idempotencyKey: "b" });
    for (const version of VERSIONS) {
      const file = await exported(ctx, `focus-${version}`);
      expect(focusComplaints(file, version)).toEqual([]);
      expect(sumOf(rowsOfCsv(file), "BilledCost")).toBe(await total(ctx));
    }
    const rows = rowsOfCsv(await exported(ctx, "focus-1.4"));
    const kinds = rows.map(({ ChargeCategory: category, ChargeClass: charge }) => `${category} ${charge}`.trim());
    const expected = ["Usage", "Purchase", "Tax", "Credit", "Adjustment", "Purchase Correction"];
    expect(new Set(kinds)).toEqual(new Set(expected));
  });

  test("GPU time says whose machines, which job, and how it ended", async () => {
    const ctx = await api.user();
    const job = await createJob(ctx, { name: "run", provider: "RunPod", gpuType: "g", unitPrice: "3.6", gpuCount: 2 });
    await reportEvent(ctx, { jobId: job.id, eventId: "s", type: "started", at: "2026-03-10T10:00:00.250Z" });
    await reportEvent(ctx, { jobId: job.id, eventId: "e", type: "completed", at: "2026-03-10T10:07:30.250Z" });
    expect(await only(ctx)).toMatchObject({
      BilledCost: "0.9",
      ListCost: "0.9",
      BillingPeriodStart: "2026-03-01T00:00:00Z",
      BillingPeriodEnd: "2026-04-01T00:00:00Z",
      ChargeCategory: "Usage",
      ChargeClass: "",
      ChargePeriodStart: "2026-03-10T10:00:00Z",
      ChargePeriodEnd: "2026-03-10T10:07:31Z",
      HostProviderName: "RunPod",
      ServiceProviderName: "RunPod",
      PricingQuantity: "0.25",
      PricingUnit: "Hours",
      ServiceCategory: "AI and Machine Learning",
      x_JobId: job.id,
      x_JobName: "run",
      x_GpuType: "g",
      x_Outcome: "completed",
      x_CostType: "compute",
    });
  });

  test("a cost without a job names no provider, and takes one second", async () => {
    const ctx = await api.user();
    await recordCost(ctx, cost("20", { costType: "setup_fee", recordedAt: "2026-02-28T23:59:59.999Z" }));
    expect(await only(ctx, "1.2")).toMatchObject({
      ProviderName: "Unassigned",
      ChargeCategory: "Purchase",
      ChargeDescription: "Setup fee",
      BillingPeriodEnd: "2026-03-01T00:00:00Z",
      ChargePeriodStart: "2026-02-28T23:59:59Z",
      ChargePeriodEnd: "2026-03-01T00:00:00Z",
      PricingQuantity: "1",
      PricingUnit: "Units",
      x_JobId: "",
    });
  });
});

const goodFile = async () => {
  const ctx = await api.user();
  await recordCost(ctx, cost("1"));
  return exported(ctx, "focus-1.4");
};

describe("the rules", () => {
  test.each([
    ["a column is missing", (file: string) => file.replace("ServiceName", "x_ServiceName"), "ServiceName is missing."],
    [
      "a column is of another version",
      (file: string) => file.replace("x_Project", "ProviderName"),
      "ProviderName is not in version 1.4.",
    ],
    [
      "a time has fractions",
      (file: string) => file.replace(/:00Z/, ":00.000Z"),
      "BillingPeriodEnd is not a time in UTC and whole seconds: 2026-04-01T00:00:00.000Z",
    ],
    [
      "a category is unknown",
      (file: string) => file.replace("Purchase", "Spending"),
      "ChargeCategory may not be Spending.",
    ],
    [
      "a quantity has no unit",
      (file: string) => file.replace("Units", ""),
      "PricingQuantity and PricingUnit are not null together.",
    ],
    ["a cost has a plus", (file: string) => file.replace("\r\n1,", "\r\n+1,"), "BilledCost is not a number: +1"],
  ])("are broken where %s", async (_what, spoil, complaint) => {
    const file = await goodFile();
    expect(focusComplaints(file, "1.4")).toEqual([]);
    expect(focusComplaints(spoil(file), "1.4")).toContain(complaint);
  });
});
