import { type Job, jobMeter, useTicking } from "@pipeline/react";
import { hasEnded, runningMs } from "./job-words";

type Spending = Pick<Job, "status" | "currentCost" | "perHour" | "asOf" | "runs">;

/** What a job has cost up to this moment, in the view's rounding while it moves, exact once it has ended. */
export function useCostNow(job: Spending, decimals: number): string {
  const amount = useTicking([jobMeter(job)], decimals);
  return hasEnded(job) ? job.currentCost : amount;
}

const SECONDS_PER_HOUR = "3600";

/** How long a job has been paid for up to this moment, in ms: seconds on the meter that the money ticks on. */
export function useBilledMs(job: Pick<Job, "runs" | "asOf">): number {
  const runs = job.runs.some(({ end }) => end === null);
  const seconds = String(runningMs(job) / 1000);
  return Number(useTicking([{ amount: seconds, perHour: runs ? SECONDS_PER_HOUR : "0", asOf: job.asOf }], 0)) * 1000;
}
