import { CreateBudget, UpdateBudget } from "@pipeline/core/budgets";
import { fromUnits, toUnits } from "@pipeline/core/money";
import fc from "fast-check";
import { setTimeZone } from "../account/update";
import { createBudget } from "../budgets/create";
import { deleteBudget } from "../budgets/delete";
import { updateBudget } from "../budgets/update";
import { correctCost } from "../costs/correct";
import { recordCost } from "../costs/record";
import type { Ctx } from "../ctx";
import { cancelJob } from "../jobs/cancel";
import { createJob } from "../jobs/create";
import { reportEvent } from "../jobs/report";
import type { TestApi } from "../testing";
import { costOf, endRuns, monthOf, reservedUnder, settle, spentUnder, weigh, type Model, type ModelJob } from "./model";

/** The backend under test: one user of one database. */
export type Real = { api: TestApi; ctx: Ctx; compare: (model: Model) => Promise<void> };
type Command = fc.AsyncCommand<Model, Real>;
type Refusal = { code: string };

let made = 0;
const key = () => `key-${(made += 1)}`;
const pick = <T>(items: readonly T[], index: number): T | undefined => items[index % items.length];

/** A command: what it does to both, and when it may. Everything is compared after it. */
function command(name: string, apply: (model: Model, real: Real) => Promise<void>, when: (model: Model) => boolean = () => true): Command {
  return {
    check: when,
    async run(model, real) {
      await apply(model, real);
      weigh(model);
      await real.compare(model);
    },
    toString: () => name,
  };
}

async function refusal(call: Promise<unknown>): Promise<string | undefined> {
  return call.then(
    () => undefined,
    (error: Refusal) => error.code,
  );
}

function expectSame(actual: unknown, expected: unknown, what: string): void {
  if (actual !== expected) throw new Error(`${what}: ${String(actual)} instead of ${String(expected)}`);
}

const PROJECTS = ["", "alpha", "beta"];
const ZONES = ["UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"];
const MINUTE = 60_000;
const DAY = 86_400_000;

const amount = fc
  .oneof(
    fc.constantFrom(0n, 1n, 100_000_000_000n, 200_000_000_000n, 333_333_333_333n, 999_999_999_999_999_999n),
    fc.bigInt(0n, 60n * 10n ** 12n),
  )
  .map(fromUnits);
const price = fc.bigInt(0n, 9n * 10n ** 12n).map(fromUnits);
const index = fc.nat(1000);
const ago = fc.oneof(fc.constant(0), fc.integer({ min: -5 * MINUTE, max: 40 * DAY }));

const record = fc
  .record({
    amount,
    ago,
    project: fc.constantFrom(...PROJECTS),
    type: fc.constantFrom("storage", "credit", "labels"),
    job: index,
    ofJob: fc.boolean(),
  })
  .map((given) =>
    command(`record ${JSON.stringify(given)}`, async (model, { ctx }) => {
      const job = given.ofJob ? pick(model.jobs, given.job) : undefined;
      const signed = given.type === "credit" ? `-${given.amount}` : given.amount;
      const input = {
        costType: given.type,
        amount: fromUnits(toUnits(signed)),
        recordedAt: new Date(model.now - given.ago).toISOString(),
        idempotencyKey: key(),
        ...(given.project !== "" && { project: given.project }),
        ...(job && { jobId: job.id }),
      };
      const { id } = await recordCost(ctx, input);
      expectSame((await recordCost(ctx, input)).id, id, "a retry");
      expectSame(await refusal(recordCost(ctx, { ...input, amount: "7.125" })), "CONFLICT", "another body");
      model.records.push({
        key: input.idempotencyKey,
        id,
        at: model.now - given.ago,
        units: toUnits(signed),
        costType: given.type,
        project: given.project || job?.project || "",
        jobId: job?.id ?? "",
        corrects: null,
      });
    }),
  );

const correct = fc.record({ of: index, share: fc.integer({ min: -150, max: 100 }) }).map(({ of, share }) =>
  command(
    `correct ${of} by ${share}%`,
    async (model, { ctx }) => {
      const original = pick(
        model.records.filter(({ corrects }) => corrects === null),
        of,
      );
      if (!original) return;
      const family = model.records.filter(({ id, corrects }) => id === original.id || corrects === original.id);
      const net = family.reduce((sum, { units }) => sum + units, 0n);
      const units = (original.units * BigInt(share)) / 100n;
      const input = { recordId: original.id, amount: fromUnits(units), reason: "r", idempotencyKey: key() };
      if (original.costType !== "credit" && net + units < 0n) {
        expectSame(await refusal(correctCost(ctx, input)), "BAD_INPUT", "a net below zero");
        return;
      }
      const { id } = await correctCost(ctx, input);
      expectSame((await correctCost(ctx, input)).id, id, "a retry");
      model.records.push({ ...original, key: input.idempotencyKey, id, units, corrects: original.id });
    },
    ({ records }) => records.length > 0,
  ),
);

const create = fc
  .record({
    price,
    gpuCount: fc.integer({ min: 1, max: 9 }),
    hours: fc.integer({ min: 1, max: 20 }),
    project: fc.constantFrom(...PROJECTS),
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

const report = fc.record({ of: index, move: index }).map(({ of, move }) =>
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

const cancel = index.map((of) =>
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

const budget = fc
  .record({
    amount: fc.bigInt(1n, 300n * 10n ** 12n).map(fromUnits),
    project: fc.constantFrom(null, "alpha", "beta"),
    thresholds: fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 4 }),
    blockNewJobs: fc.boolean(),
  })
  .map(({ project, ...given }) =>
    command(
      `make a budget ${JSON.stringify({ project, ...given })}`,
      async (model, { ctx }) => {
        const input = CreateBudget.parse({
          name: "b",
          period: "month",
          ...given,
          ...(project !== null && { project }),
        });
        const { id } = await createBudget(ctx, input);
        const periods = [{ ...monthOf(model.now, model.timeZone), fired: new Set<number>() }];
        const { thresholds } = input;
        model.budgets.push({
          id,
          project,
          amount: toUnits(given.amount),
          thresholds,
          blocks: given.blockNewJobs,
          periods,
        });
      },
      ({ budgets }) => budgets.length < 4,
    ),
  );

const resize = fc.record({ of: index, percent: fc.integer({ min: 10, max: 400 }) }).map(({ of, percent }) =>
  command(
    `resize budget ${of} to ${percent}%`,
    async (model, { ctx }) => {
      const known = pick(model.budgets, of);
      if (!known) return;
      const units = (known.amount * BigInt(percent)) / 100n + 1n;
      if (units >= 10n ** 21n) return;
      await updateBudget(ctx, UpdateBudget.parse({ id: known.id, amount: fromUnits(units) }));
      known.amount = units;
    },
    ({ budgets }) => budgets.length > 0,
  ),
);

const drop = index.map((of) =>
  command(
    `delete budget ${of}`,
    async (model, { ctx }) => {
      const known = pick(model.budgets, of);
      if (!known) return;
      await deleteBudget(ctx, { id: known.id });
      model.budgets = model.budgets.filter(({ id }) => id !== known.id);
    },
    ({ budgets }) => budgets.length > 1,
  ),
);

const zone = fc.constantFrom(...ZONES).map((timeZone) =>
  command(`move to ${timeZone}`, async (model, { ctx }) => {
    await setTimeZone(ctx, timeZone);
    model.timeZone = timeZone;
  }),
);

// Instants at which clocks change or months end, a millisecond before and after, and ordinary steps.
const EDGES = [
  "2026-10-03T15:30:00Z",
  "2026-10-31T18:15:00Z",
  "2026-11-01T00:00:00Z",
  "2026-11-01T04:00:00Z",
  "2026-11-01T06:00:00Z",
  "2026-12-01T05:00:00Z",
  "2027-01-01T00:00:00Z",
  "2027-03-14T07:00:00Z",
].map((at) => Date.parse(at));
const step = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 14 * MINUTE }).map((ms) => (now: number) => now + ms) },
  { weight: 1, arbitrary: fc.integer({ min: 15 * MINUTE, max: 9 * DAY }).map((ms) => (now: number) => now + ms) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: -1, max: 1 }).map((off) => (now: number) => {
      const next = EDGES.find((edge) => edge + off > now);
      return next === undefined ? now + DAY : next + off;
    }),
  },
);
const advance = step.map((by) =>
  command("advance the clock", async (model, { api }) => {
    model.now = by(model.now);
    await api.due();
    settle(model);
  }),
);

/** Every command, the common ones more often. */
export const COMMANDS = [
  record,
  record,
  correct,
  create,
  report,
  report,
  report,
  cancel,
  budget,
  resize,
  drop,
  zone,
  advance,
  advance,
];
