import { compare, formatMoney, type Money, ratio } from "@pipeline/core/money";

/** What a job was expected to cost, and between what. */
export type Range = { low: Money; expected: Money; high: Money };

type Look = { currency: string; decimals: number };
const PERCENT = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 0 });

/** "$1.20 to $4.00" */
export function rangeWords({ low, high }: Range, look: Look): string {
  return `${formatMoney(low, look)} to ${formatMoney(high, look)}`;
}

/** Where a cost stands against its range, in words: a job that runs can still climb, one that has ended cannot. */
export function placeWords({ low, high }: Range, actual: Money, ended: boolean): string {
  if (compare(actual, high) > 0) return ended ? "Above the range" : "Above the range already";
  if (compare(actual, low) < 0) return ended ? "Below the range" : "Not yet in the range";
  return ended ? "Within the range" : "Within the range so far";
}

/** An error of an estimate as it is told once a job has ended: "12% less than expected". */
export function errorWords(error: number): string {
  const share = PERCENT.format(Math.abs(error));
  if (share === PERCENT.format(0)) return "As expected";
  return `${share} ${error > 0 ? "more" : "less"} than expected`;
}

/** How good the estimates on a GPU type have been: "Your estimates for L40S were off by 23% on average (12 jobs)". */
export function trackWords({ gpuType, jobs, mean }: { gpuType: string; jobs: number; mean: number }): string {
  const count = jobs === 1 ? "1 job" : `${jobs} jobs`;
  return `Your estimates for ${gpuType} were off by ${PERCENT.format(mean)} on average (${count})`;
}

/** Where an amount stands on a scale from nothing to `end`, in percent from 0 to 100. */
export function placeOn(amount: Money, end: Money): number {
  const change = ratio(amount, end);
  return change === null ? 0 : Math.min(100, Math.max(0, (change + 1) * 100));
}
