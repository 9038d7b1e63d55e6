import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { add } from "@pipeline/core/money";
import { projectRoot } from "@pipeline/db";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Ctx } from "../ctx";
import { createJob } from "../jobs/create";
import { reportEvent } from "../jobs/report";
import { listNotifications } from "../notifications/list";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";
import { correctCost } from "./correct";
import { focusComplaints } from "./export/focus-rules";
import { exported } from "./export/testing";
import { readFocus } from "./focus-file";
import { importFocus } from "./import-focus";
import { recordCost } from "./record";
import { listRecords } from "./records";
import { summarizeCosts } from "./summary";

type Expected = {
  sum_BilledCost: string;
  BilledCost_by_SubAccountName: [string, number, string][];
  BilledCost_by_ChargePeriodStart_day_UTC: [string, number, string][];
  negative_rows: number;
};

const data = (name: string) => path.join(projectRoot(), "data", name);
const BILL = data("focus-1.0-sample.csv.gz");
const expected = JSON.parse(readFileSync(data("focus-1.0-sample.expected.json"), "utf8")) as Expected;
const SEPTEMBER = { from: "2024-09-01", to: "2024-09-30", timeZone: "UTC" };

const folder = mkdtempSync(path.join(os.tmpdir(), "pipeline-focus-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file of the three columns that are needed, and what is given. */
function fileOf(
  lines: readonly string[],
  header = "BilledCost,BillingCurrency,ChargePeriodStart,ChargeCategory",
): string {
  const file = path.join(folder, `${randomUUID()}.csv`);
  writeFileSync(file, [header, ...lines].join("\n"));
  return file;
}
const line = (over: { cost?: string; currency?: string; at?: string; category?: string } = {}) =>
  [over.cost ?? "1", over.currency ?? "USD", over.at ?? "2026-03-01 00:00:00", over.category ?? "Usage"].join(",");

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const importFile = async (ctx: Ctx, file: string) => importFocus(ctx, await readFocus(file, "USD"));
const sums = (rows: [string, number, string][]) => Object.fromEntries(rows.map(([key, , cost]) => [key, add(cost)]));
const summary = (ctx: Ctx, over: object = {}) => summarizeCosts(ctx, { groupBy: "costType", ...over });
const clean = async (ctx: Ctx) => expect(await verifyUser(api.owner.db, ctx.actor.userId)).toBeUndefined();

describe("a real bill of September 2024", () => {
  let ctx: Ctx;
  let first: { imported: number };
  beforeAll(async () => {
    ctx = await api.user();
    first = await importFile(ctx, BILL);
  });

  test("sums to 14.66598547521, in 500 records, by every way to count", async () => {
    expect(first).toEqual({ imported: 500 });
    expect(expected.sum_BilledCost).toBe("14.66598547521");
    expect(await summary(ctx, SEPTEMBER)).toMatchObject({ total: "14.66598547521", recordCount: 500 });
    await clean(ctx);
  });

  test("breaks down by sub-account and by day as computed independently", async () => {
    const byProject = await summary(ctx, { ...SEPTEMBER, groupBy: "project" });
    const ours = byProject.breakdown.map(({ key, amount }) => [key, amount]);
    expect(Object.fromEntries(ours)).toEqual(sums(expected.BilledCost_by_SubAccountName));
    const byDay = await summary(ctx, { ...SEPTEMBER, granularity: "day" });
    const days = byDay.series.map(({ start, total }) => [start.slice(0, 10), total]);
    expect(Object.fromEntries(days)).toEqual(sums(expected.BilledCost_by_ChargePeriodStart_day_UTC));
  });

  test("a second import adds nothing, nor do two at once, and nobody is notified", async () => {
    expect(await importFile(ctx, BILL)).toEqual({ imported: 0 });
    const [a, b] = await Promise.all([importFile(ctx, BILL), importFile(ctx, BILL)]);
    expect([a, b]).toEqual([{ imported: 0 }, { imported: 0 }]);
    expect((await summary(ctx, SEPTEMBER)).total).toBe("14.66598547521");
    expect((await listNotifications(ctx, { filter: "all", limit: 1 })).items).toEqual([]);
  });

  test("its negative rows are credits, the others are told apart by their service", async () => {
    const { totalCount } = await listRecords(ctx, { ...SEPTEMBER, costType: "credit", limit: 1 });
    expect(totalCount).toBe(expected.negative_rows);
    const types = (await summary(ctx, SEPTEMBER)).breakdown.map(({ key }) => key);
    expect(types).toEqual(expect.arrayContaining(["compute", "storage", "management_and_governance", "adjustment"]));
    const { items } = await listRecords(ctx, { ...SEPTEMBER, costType: "adjustment", limit: 1 });
    expect(items[0]).toMatchObject({
      amount: "0.08",
      recordedAt: "2024-09-11T08:00:00.000Z",
      details: { focus: { ChargePeriodEnd: "2024-09-11 09:00:00", ProviderName: "Oracle" } },
    });
  });

  test.each(["1.2", "1.4"] as const)("goes out again as FOCUS %s that breaks no rule", async (version) => {
    const file = await exported(ctx, `focus-${version}`, { window: SEPTEMBER });
    expect(focusComplaints(file, version)).toEqual([]);
  });
});

describe("a file of charges", () => {
  test("may hold equal rows: each is a charge", async () => {
    const ctx = await api.user();
    const file = fileOf([line(), line(), line({ cost: "2" }), line()]);
    expect(await importFile(ctx, file)).toEqual({ imported: 4 });
    expect(await importFile(ctx, file)).toEqual({ imported: 0 });
    expect((await summary(ctx)).total).toBe("5");
  });

  test("that has grown adds what is new", async () => {
    const ctx = await api.user();
    await importFile(ctx, fileOf([line(), line()]));
    expect(await importFile(ctx, fileOf([line({ cost: "7" }), line(), line(), line()]))).toEqual({ imported: 2 });
  });

  test("may write numbers with exponents and times in every way of FOCUS", async () => {
    const ctx = await api.user();
    const times = ["2026-03-01T00:00:00Z", "2026-03-01 00:00:00", "2026-03-01T05:30:00+05:30", "2026-03-01"];
    await importFile(ctx, fileOf(times.map((at) => line({ at, cost: "1.5E-11" }))));
    const { items } = await listRecords(ctx, { limit: 10 });
    expect(items.map(({ recordedAt }) => recordedAt)).toEqual(times.map(() => "2026-03-01T00:00:00.000Z"));
    expect((await summary(ctx)).total).toBe("0.00000000006");
  });

  test.each([
    [
      "another currency",
      line({ currency: "EUR" }),
      /line 3, BillingCurrency: This installation counts in USD, not in EUR/,
    ],
    ["no currency", line({ currency: "NULL" }), /line 3, BillingCurrency: .* not in NULL/],
    ["13 decimals", line({ cost: "0.0000000000001" }), /line 3, BilledCost: .* at most 12 decimals/],
    ["an amount too large", line({ cost: "1E9" }), /line 3, BilledCost: .* below 1000000000/],
    ["an amount in words", line({ cost: "one" }), /line 3, BilledCost: It is not a number/],
    ["no amount", line({ cost: "NULL" }), /line 3, BilledCost: It is not a number/],
    ["a day that is none", line({ at: "2026-02-30 00:00:00" }), /line 3, ChargePeriodStart: /],
    ["no time", line({ at: "" }), /line 3, ChargePeriodStart: /],
    ["a time in the future", line({ at: "2026-03-10 12:05:01" }), /Line 3 begins in the future/],
  ])("with %s is refused whole, with line and column", async (_what, bad, complaint) => {
    const ctx = await api.user();
    await expect(importFile(ctx, fileOf([line(), bad]))).rejects.toThrow(complaint);
    expect(await summary(ctx)).toMatchObject({ total: "0", recordCount: 0 });
  });

  test("trailing zeros are no decimals", async () => {
    const ctx = await api.user();
    await importFile(ctx, fileOf([line({ cost: "0.100000000000000000" })]));
    expect((await summary(ctx)).total).toBe("0.1");
  });

  test("that is no bill is refused by the column it lacks", async () => {
    await expect(readFocus(fileOf(["1"], "amount"), "USD")).rejects.toThrow("BilledCost: There is no such column.");
    await expect(readFocus(fileOf([]), "USD")).rejects.toThrow("has no rows");
  });
});

async function spender(): Promise<Ctx> {
  const ctx = await api.user();
  const job = await createJob(ctx, {
    name: "=run",
    project: "'p",
    provider: "NULL",
    gpuType: "g",
    unitPrice: "3.7",
    gpuCount: 3,
  });
  await reportEvent(ctx, { jobId: job.id, eventId: "s", type: "started", at: "2026-03-10T10:00:00.251Z" });
  await reportEvent(ctx, { jobId: job.id, eventId: "e", type: "completed", at: "2026-03-10T10:49:30.777Z" });
  const cost = (amount: string, costType: string) =>
    recordCost(ctx, { amount, costType, idempotencyKey: randomUUID() });
  const { id } = await cost("9.000000000001", "setup_fee");
  await correctCost(ctx, { recordId: id, amount: "-4", reason: "=r", idempotencyKey: "c" });
  await cost("-0.5", "credit");
  return ctx;
}

describe("an export of ours", () => {
  test.each(["focus-1.2", "focus-1.4"] as const)("as %s has the same total in another account", async (format) => {
    const [ann, bob] = [await spender(), await api.user()];
    const file = path.join(folder, `${randomUUID()}.csv`);
    writeFileSync(file, await exported(ann, format));
    await importFile(bob, file);
    expect((await summary(bob)).total).toBe((await summary(ann)).total);
    const keys = async (ctx: Ctx) => (await summary(ctx, { groupBy: "project" })).breakdown;
    expect(await keys(bob)).toEqual(await keys(ann));
    await clean(bob);
  });

  test("adds nothing to the account it comes from", async () => {
    const ann = await spender();
    const file = path.join(folder, `${randomUUID()}.csv`);
    writeFileSync(file, await exported(ann, "focus-1.4"));
    const before = (await summary(ann)).total;
    expect(await importFile(ann, file)).toEqual({ imported: 0 });
    expect((await summary(ann)).total).toBe(before);
  });
});
