import path from "node:path";
import { toInstant } from "@pipeline/core/instant";
import { compare, ratio } from "@pipeline/core/money";
import { projectRoot } from "@pipeline/db";
import { beforeAll, describe, expect, test } from "vitest";
import { readCsv } from "../csv/read";
import type { Ctx } from "../ctx";
import { createTestApi, type TestApi } from "../testing";
import type { Job } from "./columns";
import { createJob } from "./create";
import { estimateErrors } from "./estimate-errors";
import { planCost } from "./plan";
import { reportEvent } from "./report";
import { WHOLE } from "./shares";
import { readTrace, type UnpricedJob } from "./trace-file";

const data = (name: string) => path.join(projectRoot(), "data", name);
const HOUR = 3_600_000;

/** A real LoRA run with the time that all its planned steps would have taken. */
type Run = UnpricedJob & { startedAt: number; endedAt: number; plannedHours: number };

async function loraRuns(): Promise<Run[]> {
  const progress = new Map<string, { batch: number; steps: number; samples: number }>();
  for (const { job_id = "", event, value, samples_count: samples } of await readCsv(
    data("lora-events-mlperf-v4.0.csv.gz"),
  )) {
    const known = progress.get(job_id) ?? { batch: 0, steps: 0, samples: 0 };
    if (event === "global_batch_size") known.batch = Number(value);
    if (event === "opt_learning_rate_training_steps") known.steps = Number(value);
    if (event === "eval_accuracy") known.samples = Math.max(known.samples, Number(samples));
    progress.set(job_id, known);
  }
  const trace = await readTrace(data("jobs-mlperf-v4.0.csv.gz"), "user");
  return trace.flatMap((job) => {
    const known = progress.get(job.key);
    const { startedAt, endedAt } = job;
    if (!known || startedAt === null || endedAt === null) return [];
    const share = known.samples / (known.batch * known.steps);
    return [{ ...job, startedAt, endedAt, plannedHours: (endedAt - startedAt) / share / HOUR }];
  });
}

let api: TestApi;
let ctx: Ctx;
let jobs: Job[];

/** Everything in the order in which it happened: a job learns from those that had ended when it was registered. */
async function replay(runs: readonly Run[]): Promise<Job[]> {
  const ids = new Map<string, string>();
  const ended: Job[] = [];
  const tell = (run: Run, type: "started" | "completed") =>
    reportEvent(ctx, { jobId: ids.get(run.key) ?? "", eventId: type, type, at: toInstant(api.clock.now) });
  const happenings = runs.flatMap((run) => [
    {
      at: run.queuedAt,
      happen: async () => {
        const { gpuType, gpuCount, project, plannedHours: estimatedHours } = run;
        const plan = { gpuType, gpuCount, estimatedHours, baseModel: "llama2-70b" };
        ids.set(run.key, (await createJob(ctx, { ...plan, ...(project !== null && { project }) })).id);
      },
    },
    { at: run.startedAt, happen: () => tell(run, "started") },
    { at: run.endedAt, happen: async () => ended.push(await tell(run, "completed")) },
  ]);
  for (const { at, happen } of happenings.toSorted((a, b) => a.at - b.at)) {
    api.clock.now = at;
    await happen();
  }
  return ended;
}

beforeAll(async () => {
  api = await createTestApi();
  ctx = await api.user();
  jobs = await replay(await loraRuns());
}, 120_000);

const learned = () => jobs.filter(({ estimate }) => (estimate?.samples ?? 0) > 0);
const mean = (errors: readonly number[]) => errors.reduce((sum, error) => sum + Math.abs(error), 0) / errors.length;
const errorOfPlan = ({ finalCost, estimate }: Job) =>
  estimate ? (ratio(finalCost ?? "0", planCost(estimate.inputs, WHOLE)) ?? 0) : 0;

const width = ({ estimate }: Job) => (estimate ? (ratio(estimate.high, estimate.low) ?? 0) : 0);

describe("the 220 real LoRA runs, one after the other", () => {
  test("teach from the third of a GPU type on", () => {
    expect(jobs).toHaveLength(220);
    expect(learned().length).toBeGreaterThan(185);
  });

  test("are estimated to within a sixth on average, where the plan is off by two thirds", () => {
    const [plan, own] = [mean(learned().map(errorOfPlan)), mean(learned().map((job) => job.estimateError ?? NaN))];
    expect(plan).toBeGreaterThan(0.6);
    expect(own).toBeLessThan(0.17);
  });

  test("cost what their range says, nearly all of them", () => {
    const inside = jobs.filter(
      ({ estimate, finalCost }) =>
        estimate !== null &&
        finalCost !== null &&
        compare(estimate.low, finalCost) <= 0 &&
        compare(finalCost, estimate.high) <= 0,
    );
    expect(inside.length / jobs.length).toBeGreaterThan(0.95);
  });

  test("have ranges that say something: half as wide as the plan's at the most", () => {
    const plan = ratio("1", "0.08") ?? 0;
    expect(mean(learned().map(width))).toBeLessThan(plan / 2);
  });

  test("give their user the mean error of each GPU type", async () => {
    const { items } = await estimateErrors(ctx);
    expect(items.reduce((sum, item) => sum + item.jobs, 0)).toBe(220);
    const h100 = items.find(({ gpuType }) => gpuType === "NVIDIA H100-SXM5-80GB");
    expect(h100?.jobs).toBe(160);
    expect(h100?.median).toBeLessThan(0.1);
  });
});
