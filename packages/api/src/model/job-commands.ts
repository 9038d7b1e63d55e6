import { toUnits } from "@pipeline/core/money";
import fc from "fast-check";
import { cancelJob } from "../jobs/cancel";
import { createJob } from "../jobs/create";
import { reportEvent } from "../jobs/report";
import { anyIndex, anyPrice, anyProject, command, expectSame, key, pick, refusal } from "./command";
import { costOf, endRuns, reservedUnder, spentUnder, type Model, type ModelJob } from "./model";

export const create = fc
  .record({
    price: anyPrice,
    gpuCount: fc.integer({ min: 1, max: 9 }),
    hours: fc.integer({ min: 1, max: 20 }),
    project: anyProject,
  })
  .map(({ gpuCount, hours, project, ...given }) =>
    command(`create a job of ${gpuCount} x ${given.price}, ${hours} h, in "${project}"`, async (model, { ctx }) => {
      const expected = toUnits(given.price) * BigInt(gpuCount * hours);
      const full = model.budgets.some(
        (budget) =>
          budget.blocks &&
          (budget.project === null || budget.project === project) &&
          spentNow(model, budget) + reservedUnder(model, budget) + expected > budget.amount,
      );
      const input = {
        gpuType: "NVIDIA L40S",
        gpuCount,
        unitPrice: given.price,
        estimatedHours: hours,
        idempotencyKey: key(),
        ...(project !== "" && { project }),
      };
      if (full) {
        expectSame(await refusal(createJob(ctx, input)), "BUDGET_EXCEEDED", "a job without room");
        return;
      }
      const { id, estimatedTotalCost } = await createJob(ctx, input);
      expectSame((await createJob(ctx, input)).id, id, "a retry");
      const estimated = toUnits(estimatedTotalCost ?? "0");
      const job = {
        id,
        project,
        gpuType: input.gpuType,
        unitPrice: given.price,
        gpuCount,
        expected: estimated,
        runs: [],
      };
      model.jobs.push({ ...job, status: "queued", lost: false, lastSeen: model.now });
    }),
  );

function spentNow(model: Model, budget: Model["budgets"][number]): bigint {
  const period = budget.periods.find(({ start, end }) => start <= model.now && model.now < end);
  return period ? spentUnder(model, budget, period) : 0n;
}

const MOVES: Record<string, (job: ModelJob, now: number) => void> = {
  started(job, now) {
    job.runs.push({ start: now, end: null });
    job.status = "running";
  },
  paused(job, now) {
    endRuns(job, now);
    job.status = "paused";
  },
  resumed(job, now) {
    job.runs.push({ start: now, end: null });
    job.status = "running";
  },
  heartbeat() {},
  completed(job, now) {
    endRuns(job, now);
    job.status = "completed";
  },
  failed(job, now) {
    endRuns(job, now);
    job.status = "failed";
  },
};
const ALLOWED: Record<string, readonly string[]> = {
  queued: ["started"],
  running: ["paused", "heartbeat", "completed", "failed"],
  paused: ["resumed", "completed", "failed"],
};

export const report = fc.record({ of: anyIndex, move: anyIndex }).map(({ of, move }) =>
  command(`report ${of}/${move}`, async (model, { ctx }) => {
    const open = model.jobs.filter(({ status }) => status in ALLOWED);
    const job = pick(open, of);
    const type = job && pick(ALLOWED[job.status] ?? [], move);
    if (!job || type === undefined) return;
    // At one instant only one thing can happen to a job: the model knows no order within a millisecond.
    model.now += 1;
    job.lastSeen = model.now;
    MOVES[type]?.(job, model.now);
    const event = { jobId: job.id, eventId: key(), type: type as "started", at: new Date(model.now).toISOString() };
    const after = await reportEvent(ctx, event);
    expectSame(toUnits(after.currentCost), costOf(model, job), "the job's cost");
    expectSame(toUnits((await reportEvent(ctx, event)).currentCost), costOf(model, job), "the cost after a retry");
  }),
);

export const cancel = anyIndex.map((of) =>
  command(`cancel ${of}`, async (model, { ctx }) => {
    const job = pick(
      model.jobs.filter(({ status }) => status in ALLOWED),
      of,
    );
    if (!job) return;
    model.now += 1;
    endRuns(job, model.now);
    Object.assign(job, { status: "canceled", lastSeen: model.now });
    const { finalCost } = await cancelJob(ctx, { id: job.id });
    expectSame(toUnits(finalCost ?? "0"), costOf(model, job), "the final cost");
  }),
);
