import type { Job } from "@pipeline/react";
import { add, compare, formatMoney, type Money, negate, ratio, subtract, viewDecimals } from "@pipeline/core/money";
import { ENDED_STATUSES } from "@pipeline/core/job-words";

const STATUS_WORDS: Record<Job["status"], string> = {
  queued: "Queued",
  running: "Running",
  paused: "Paused",
  completed: "Completed",
  failed: "Failed",
  canceled: "Canceled",
};

/** A status as people read it. */
export const statusWord = (status: Job["status"]): string => STATUS_WORDS[status];

/** True for a job that was given up because nothing was heard of it: it may still come back. */
export const isLost = (job: Pick<Job, "lost">): boolean => job.lost;

/** True when a job costs nothing more. */
export const hasEnded = (job: Pick<Job, "status">): boolean => ENDED_STATUSES.some((status) => status === job.status);

/** "8 × NVIDIA H100-SXM5-80GB" */
export const gpus = (job: Pick<Job, "gpuCount" | "gpuType">): string => `${job.gpuCount} × ${job.gpuType}`;

const NO_SHARE = "0%";
const PERCENT = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 0 });

const COUNT = new Intl.NumberFormat("en-US");
const TENTH = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

type Steps = Pick<Job, "status" | "progress" | "step" | "totalSteps">;

/** True when a job has told enough to know its share of the way. */
export const isMeasured = ({ step, totalSteps }: Pick<Job, "step" | "totalSteps">): boolean =>
  step !== null && totalSteps !== null;

/** How far a job is: "37%", "37.5%" once it has ended there, never rounded up; or what is known instead. */
export function progressWords(job: Steps): string {
  // That it never will is no news for a row.
  if (job.step === null) return hasEnded(job) ? "–" : "Not told";
  if (job.totalSteps === null) return `Step ${COUNT.format(job.step)}`;
  return hasEnded(job) ? `${TENTH.format(Math.floor(job.progress * 10) / 10)}%` : `${Math.floor(job.progress)}%`;
}

/** The steps in words: "Step 3 of 8", "Stopped at step 3 of 8" for a job that ended before its last. */
export function stepWords(job: Steps): string {
  const { step, totalSteps } = job;
  if (step === null) return hasEnded(job) ? "It told no step" : "No step told yet";
  const at = totalSteps === null ? COUNT.format(step) : `${COUNT.format(step)} of ${COUNT.format(totalSteps)}`;
  return hasEnded(job) && job.progress < 100 ? `Stopped at step ${at}` : `Step ${at}`;
}

const size = (amount: Money): Money => (amount.startsWith("-") ? negate(amount) : amount);

type Against = { estimate: Money | null; actual: Money; ended: boolean };

/** How a cost stands against its estimate, in as few words as a table has room for: "12% less", "40% used". */
export function estimateShort({ estimate, actual, ended }: Against): string | null {
  const change = estimate === null ? null : ratio(actual, estimate);
  if (change === null) return null;
  if (!ended && change <= 0) return `${PERCENT.format(1 + change)} used`;
  const share = PERCENT.format(Math.abs(change));
  if (share === NO_SHARE) return "As estimated";
  return `${share} ${change > 0 ? "more" : "less"}`;
}

/** The same in full, with the difference: "$3.10 less than estimated (12%)". Null without an estimate. */
export function estimateWords(against: Against, money: { currency: string; decimals: number }): string | null {
  const { estimate, actual, ended } = against;
  const change = estimate === null ? null : ratio(actual, estimate);
  if (estimate === null || change === null) return null;
  if (!ended && change <= 0) return `${PERCENT.format(1 + change)} of the estimate used`;
  const amount = formatMoney(size(subtract(actual, estimate)), money);
  const share = PERCENT.format(Math.abs(change));
  if (!ended) return `${amount} over the estimate already (${share})`;
  if (change === 0) return "Exactly as estimated";
  return `${amount} ${change > 0 ? "more" : "less"} than estimated (${share})`;
}

/** The rounding of a list of jobs: that of everything they cost together. */
export function listDecimals(jobs: readonly Pick<Job, "currentCost">[]): number {
  return viewDecimals(add(...jobs.map((job) => job.currentCost)));
}

/** The rounding of one job's page: that of the larger of its cost and its estimate. */
export function jobDecimals({
  currentCost,
  estimatedTotalCost,
}: Pick<Job, "currentCost" | "estimatedTotalCost">): number {
  const estimate = estimatedTotalCost ?? "0";
  return viewDecimals(compare(currentCost, estimate) > 0 ? currentCost : estimate);
}

/** How long a job has been paid for, up to its `asOf`, in ms. */
export function runningMs({ runs, asOf }: Pick<Job, "runs" | "asOf">): number {
  return runs.reduce((sum, run) => sum + Math.max(0, Date.parse(run.end ?? asOf) - Date.parse(run.start)), 0);
}
