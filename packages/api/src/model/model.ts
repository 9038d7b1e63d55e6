import { divideHalfEven, toUnits } from "@pipeline/core/money";
import { LOST_AFTER_MS } from "@pipeline/core/job-words";
import { localDate } from "@pipeline/core/time-zone";

/** What the backend should hold, kept by the plainest means there are. Times in ms, amounts in 1e-12 units. */
export type Model = {
  now: number;
  timeZone: string;
  records: ModelRecord[];
  jobs: ModelJob[];
  budgets: ModelBudget[];
};

export type ModelRecord = {
  key: string;
  id: string;
  at: number;
  units: bigint;
  costType: string;
  project: string;
  jobId: string;
  corrects: string | null;
};

export type ModelJob = {
  id: string;
  project: string;
  gpuType: string;
  unitPrice: string;
  gpuCount: number;
  expected: bigint;
  status: "queued" | "running" | "paused" | "completed" | "failed" | "canceled";
  lost: boolean;
  runs: { start: number; end: number | null }[];
  lastSeen: number;
};

export type ModelBudget = {
  id: string;
  project: string | null;
  period: "month" | "week";
  amount: bigint;
  thresholds: number[];
  blocks: boolean;
  /** Those that have ended or begun, in the zone the account had then, with what was told in them. */
  periods: ModelPeriod[];
};

/** What it was measured by goes with it. */
export type ModelPeriod = { start: number; end: number; amount: bigint; thresholds: number[]; fired: Set<number> };

/** One thing that was paid for: a point in time, or a stretch of GPU time. */
type Charge = { costType: string; project: string; gpuType: string; job: string; outcome: string };

const HOUR_MS = 3_600_000n;

/** What a job has cost in [from, to): each run rounded from its start; a silent one to its last word. */
export function jobUnits(job: ModelJob, from: number, until: number, now: number): bigint {
  const silent = job.status === "running" && now - job.lastSeen >= LOST_AFTER_MS;
  const to = silent ? Math.min(until, job.lastSeen) : until;
  const rate = toUnits(job.unitPrice) * BigInt(job.gpuCount);
  const cost = (ms: number) => divideHalfEven(rate * BigInt(ms), HOUR_MS);
  return job.runs.reduce((sum, { start, end }) => {
    const [opens, closes] = [Math.max(from, start), Math.min(to, end ?? to)];
    return opens < closes ? sum + cost(closes - start) - cost(opens - start) : sum;
  }, 0n);
}

const WEEK_MS = 7 * 86_400_000;

function outcomeOf(job: ModelJob | undefined, now: number): string {
  if (job === undefined) return "";
  if (job.status === "paused" && now - job.lastSeen > WEEK_MS) return "never_finished";
  return job.lost ? "lost" : job.status;
}

/** Everything that was spent in [from, to), by what it was. */
export function chargesIn(model: Model, from: number, to: number): (Charge & { units: bigint })[] {
  const jobs = new Map(model.jobs.map((job) => [job.id, job]));
  const records = model.records
    .filter(({ at }) => from <= at && at < to)
    .map(({ costType, project, jobId, units }) => {
      const job = jobs.get(jobId);
      return { costType, project, gpuType: job?.gpuType ?? "", job: jobId, outcome: outcomeOf(job, model.now), units };
    });
  const gpuTime = model.jobs.map((job) => ({
    costType: "compute",
    project: job.project,
    gpuType: job.gpuType,
    job: job.id,
    outcome: outcomeOf(job, model.now),
    units: jobUnits(job, from, Math.min(to, model.now), model.now),
  }));
  return [...records, ...gpuTime];
}

/** Sums by a key; what comes to nothing is left out. */
export function sumBy(charges: readonly (Charge & { units: bigint })[], keyOf: (charge: Charge) => string) {
  const sums = new Map<string, bigint>();
  for (const charge of charges) sums.set(keyOf(charge), (sums.get(keyOf(charge)) ?? 0n) + charge.units);
  return Object.fromEntries([...sums].filter(([, units]) => units !== 0n).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export const totalOf = (charges: readonly { units: bigint }[]) => charges.reduce((sum, { units }) => sum + units, 0n);

/** Of a budget in one of its periods. */
export function spentUnder(
  model: Model,
  { project }: ModelBudget,
  { start, end }: { start: number; end: number },
): bigint {
  return totalOf(chargesIn(model, start, end).filter((charge) => project === null || charge.project === project));
}

/** What open jobs are still expected to cost in GPU time. */
export function reservedUnder(model: Model, { project }: { project: string | null }): bigint {
  return model.jobs
    .filter(({ status }) => ["queued", "running", "paused"].includes(status))
    .filter((job) => project === null || job.project === project)
    .map((job) => job.expected - jobUnits(job, 0, model.now, model.now))
    .reduce((sum, units) => (units > 0n ? sum + units : sum), 0n);
}

/** Everything a job has cost: its GPU time and its records. */
export function costOf(model: Model, job: ModelJob): bigint {
  const own = model.records.filter(({ jobId }) => jobId === job.id);
  return totalOf(own) + jobUnits(job, 0, model.now, model.now);
}

/** What due work makes of the model: silent jobs are given up, months begin, thresholds are told. */
export function settle(model: Model): void {
  for (const job of model.jobs) {
    if (job.status === "running" && model.now - job.lastSeen >= LOST_AFTER_MS) {
      endRuns(job, job.lastSeen);
      Object.assign(job, { status: "failed", lost: true });
    }
  }
  weigh(model);
}

/** Thresholds that are reached now are told, each once a period. */
export function weigh(model: Model): void {
  for (const budget of model.budgets) {
    for (let last = budget.periods.at(-1); last && last.end <= model.now; last = budget.periods.at(-1)) {
      const { amount, thresholds } = budget;
      const bounds = { start: last.end, end: periodOf(budget.period, last.end + 36 * 3_600_000, model.timeZone).end };
      budget.periods.push({ ...bounds, amount, thresholds, fired: new Set() });
    }
    for (const period of budget.periods) {
      const spent = spentUnder(model, budget, period);
      for (const t of period.thresholds) if (spent * 100n >= period.amount * BigInt(t)) period.fired.add(t);
    }
  }
}

export function endRuns(job: ModelJob, at: number): void {
  for (const run of job.runs) if (run.end === null) run.end = at;
  job.runs = job.runs.filter(({ start, end }) => end === null || end > start);
}

/** The month or week of a zone that holds an instant, found by walking its quarter hours. */
export function periodOf(period: "month" | "week", at: number, timeZone: string): { start: number; end: number } {
  const name = (instant: number) =>
    period === "month" ? localDate(instant, timeZone).slice(0, 7) : mondayOf(instant, timeZone);
  const edge = (from: number, step: number) => {
    let last = from;
    while (name(last + step) === name(at)) last += step;
    return last;
  };
  const quarter = Math.floor(at / 900_000) * 900_000;
  return { start: edge(edge(quarter, -86_400_000), -900_000), end: edge(edge(quarter, 86_400_000), 900_000) + 900_000 };
}

function mondayOf(instant: number, timeZone: string): string {
  const date = new Date(`${localDate(instant, timeZone)}T00:00:00Z`);
  return new Date(date.getTime() - ((date.getUTCDay() + 6) % 7) * 86_400_000).toISOString().slice(0, 10);
}
