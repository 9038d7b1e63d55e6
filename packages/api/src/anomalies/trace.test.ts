import path from "node:path";
import { COMPARED_JOBS, isAbout, LEAST_JOBS, QUIET_MS, unusual } from "@pipeline/core/anomalies";
import { accrued } from "@pipeline/core/meter";
import { toUnits } from "@pipeline/core/money";
import { localDayAt } from "@pipeline/core/time-zone";
import { projectRoot } from "@pipeline/db";
import { beforeAll, describe, expect, test } from "vitest";
import type { TraceJob } from "../jobs/import";
import { priceTrace, readTrace } from "../jobs/trace-file";
import { readPrices } from "../prices/file";
import { unusualDay, type DaySum } from "./check-days";

type Ended = { at: number; gpuType: string; units: bigint };

const data = (name: string) => path.join(projectRoot(), "data", name);

let trace: TraceJob[];
beforeAll(async () => {
  const prices = await readPrices(data("prices.csv"));
  const priced = new Map(prices.map(({ gpuType, price }) => [gpuType, price]));
  trace = priceTrace(await readTrace(data("jobs-mlperf-v4.0.csv.gz"), "user"), priced);
});

function costOf(job: TraceJob, from: number, to: number): bigint {
  return job.startedAt === null ? 0n : toUnits(accrued({ ...job, start: job.startedAt, end: job.endedAt }, from, to));
}

function daySums(): DaySum[] {
  const sums = new Map<string, bigint>();
  for (const job of trace) {
    if (job.startedAt === null || job.endedAt === null) continue;
    for (let at = job.startedAt; at < job.endedAt;) {
      const { date, end } = localDayAt(at, "UTC");
      sums.set(date, (sums.get(date) ?? 0n) + costOf(job, at, Math.min(end, job.endedAt)));
      at = end;
    }
  }
  return [...sums].map(([date, units]) => ({ date, units })).toSorted((a, b) => (a.date < b.date ? -1 : 1));
}

/** The amounts that would have been told of, one job after the other as they ended. */
function toldJobs(jobs: readonly Ended[]): bigint[] {
  const told: Ended[] = [];
  for (const [i, job] of jobs.entries()) {
    const before = jobs.slice(0, i).toReversed();
    const same = before.filter(({ gpuType }) => gpuType === job.gpuType).slice(0, COMPARED_JOBS);
    const compared = same.length >= LEAST_JOBS ? same : before.slice(0, COMPARED_JOBS);
    const quiet = told.some(({ at, units }) => job.at - at <= QUIET_MS && isAbout(units, job.units));
    const samples = compared.map(({ units }) => units);
    if (!quiet && unusual(job.units, samples, LEAST_JOBS)) told.push(job);
  }
  return told.map(({ units }) => units);
}

describe("1,949 real runs, replayed as one account", () => {
  test("tell of a handful of days, and of one more where one is planted", () => {
    const days = daySums();
    const told = days.filter((day) => unusualDay(day, days)).map(({ date }) => date);
    expect(told).toEqual(["2024-05-02", "2024-05-07"]);
    const planted = days.map((day) => (day.date === "2024-05-05" ? { ...day, units: toUnits("30000") } : day));
    const found = planted.filter((day) => unusualDay(day, planted)).map(({ date }) => date);
    // The one after it is the third of its size within a week: no surprise any more.
    expect(found).toEqual(["2024-05-02", "2024-05-05"]);
  });

  test("tell of a handful of jobs, each submitter's own account of fewer, and of one more where one is planted", () => {
    const ended = trace
      .flatMap((job) =>
        job.endedAt === null
          ? []
          : [{ at: job.endedAt, gpuType: job.gpuType, owner: job.project, units: costOf(job, 0, job.endedAt) }],
      )
      .filter(({ units }) => units > 0n)
      .toSorted((a, b) => a.at - b.at);
    const told = toldJobs(ended);
    expect(told).toHaveLength(8);
    const owners = [...new Set(ended.map(({ owner }) => owner))];
    const each = owners.map((owner) => toldJobs(ended.filter((job) => job.owner === owner)).length);
    expect(Math.max(...each)).toBeLessThanOrEqual(4);
    expect(each.reduce((sum, count) => sum + count, 0)).toBe(7);
    const middle = ended.length / 2;
    const planted = ended.map((job, i) => (i === Math.floor(middle) ? { ...job, units: toUnits("50000") } : job));
    const more = toldJobs(planted);
    expect(more.filter((units) => units === toUnits("50000"))).toHaveLength(1);
    expect(more.length).toBeLessThanOrEqual(9);
  });
});
