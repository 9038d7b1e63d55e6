import { readFileSync } from "node:fs";
import path from "node:path";
import { roundTo, toUnits } from "@pipeline/core/money";
import { projectRoot } from "@pipeline/db";
import { beforeAll, describe, expect, test } from "vitest";
import { setTimeZone } from "../account/update";
import { summarizeCosts } from "../costs/summary";
import type { Ctx } from "../ctx";
import { readPrices } from "../prices/file";
import { createTestApi, type TestApi } from "../testing";
import { importJobs } from "./import";
import { priceTrace, readTrace } from "./trace-file";

type Expected = {
  cost_exact_8dp: string;
  by_gpu_type: [string, number, string, string][];
  by_user: [string, number, string, string][];
  by_status_cost: [string, number, string, string][];
  by_day: Record<string, [string, number, number, string, string][]>;
};

const data = (name: string) => path.join(projectRoot(), "data", name);
const expected = JSON.parse(readFileSync(data("jobs-mlperf-v4.0.expected.json"), "utf8")) as Expected;
const WHOLE = { from: "2023-01-01", to: "2024-12-31" };

let api: TestApi;
let ctx: Ctx;

async function traceJobs() {
  const prices = new Map((await readPrices(data("prices.csv"))).map(({ gpuType, price }) => [gpuType, price]));
  return priceTrace(await readTrace(data("jobs-mlperf-v4.0.csv.gz"), "user"), prices);
}

beforeAll(async () => {
  api = await createTestApi();
  ctx = await api.user();
  await importJobs(ctx, await traceJobs());
}, 120_000);

const total = async (options: object) => summarizeCosts(ctx, { ...WHOLE, groupBy: "costType", ...options });

describe("the real trace of 1,949 runs", () => {
  test("costs 93,532.95547780 in all", async () => {
    expect(roundTo((await total({ timeZone: "UTC" })).total, 8)).toBe(expected.cost_exact_8dp);
  });

  test("a second import adds nothing", async () => {
    const before = await total({});
    expect(await importJobs(ctx, await traceJobs())).toEqual({ imported: 0 });
    expect((await total({})).total).toBe(before.total);
  });

  test.each([
    ["gpuType", expected.by_gpu_type],
    ["project", expected.by_user],
  ] as const)("breaks down by %s as computed independently", async (groupBy, rows) => {
    const { breakdown } = await total({ groupBy });
    const ours = breakdown
      .filter(({ amount }) => amount !== "0")
      .map(({ key, amount }): [string, string] => [key, amount]);
    expectClose(ours.toSorted(byKey), rows.map(([key, , , usd]): [string, string] => [key, usd]).toSorted(byKey));
  });

  test("breaks down by outcome", async () => {
    const { breakdown } = await total({ groupBy: "outcome" });
    const usd = Object.fromEntries(breakdown.map(({ key, amount }) => [key, roundTo(amount, 6)]));
    const [aborted, success] = expected.by_status_cost;
    expect(usd).toEqual({ failed: aborted?.[3], completed: success?.[3] });
  });

  const zones = Object.keys(expected.by_day);
  test.each(zones)("splits by local day in %s, from quarter hours", async (timeZone) => {
    await expectDays(timeZone);
  });

  test.each(zones)("splits by local day in %s when it is the account's zone, from days", async (timeZone) => {
    await setTimeZone(ctx, timeZone);
    await expectDays(timeZone);
    await setTimeZone(ctx, "UTC");
  });
});

const byKey = ([a]: [string, string], [b]: [string, string]) => (a < b ? -1 : 1);

async function expectDays(timeZone: string): Promise<void> {
  const { series, total: sum } = await total({ timeZone, granularity: "day" });
  const ours = series.filter((day) => day.total !== "0").map((day): [string, string] => [day.label, day.total]);
  const theirs = (expected.by_day[timeZone] ?? []).filter(([, , gpuMs]) => gpuMs > 0);
  expectClose(
    ours,
    theirs.map(([date, , , , usd]) => [date, usd]),
  );
  expect(roundTo(sum, 8)).toBe(expected.cost_exact_8dp);
}

// Theirs is the exact value rounded to 6 decimals; ours holds each job to 12, so a tie may fall to the other side.
const TOLERANCE = toUnits("0.000000501");

function expectClose(ours: [string, string][], theirs: [string, string][]): void {
  expect(ours.map(([key]) => key)).toEqual(theirs.map(([key]) => key));
  for (const [i, [key, usd]] of theirs.entries()) {
    const difference = toUnits(ours[i]?.[1] ?? "0") - toUnits(usd);
    expect([key, difference <= TOLERANCE && difference >= -TOLERANCE]).toEqual([key, true]);
  }
}
