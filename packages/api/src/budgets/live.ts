import { accruedUnits, crossingOf, type Accruing } from "@pipeline/core/crossing";
import { toMs } from "@pipeline/core/instant";
import { fromUnits, toUnits } from "@pipeline/core/money";
import { burnRate, toRun, type openJobs } from "../costs/live";
import type { PeriodRow } from "./chain";

export type OpenJob = Awaited<ReturnType<typeof openJobs>>[number];
type Project = { project: string | null };
type Bounds = Pick<PeriodRow, "periodStart" | "periodEnd">;

/** The open jobs a budget is about. */
export function jobsOf({ project }: Project, open: readonly OpenJob[]): readonly OpenJob[] {
  return project === null ? open : open.filter((job) => job.project === project);
}

/** What open jobs have used of a period and the ledger does not hold yet, up to `now` (ms), in 1e-12 units. */
export function liveUnits(jobs: readonly OpenJob[], { periodStart, periodEnd }: Bounds, now: number): bigint {
  return accruedUnits(accruing(jobs, toMs(periodStart)), Math.min(now, toMs(periodEnd)));
}

/** The first instant (ms) after `now` and within the period at which `spent` and the open jobs come to `target` units. */
export function reaches(
  target: bigint,
  spent: string,
  jobs: readonly OpenJob[],
  { period, now }: { period: Bounds; now: number },
): number | undefined {
  const bounds = { after: now, until: toMs(period.periodEnd) };
  return crossingOf(accruing(jobs, toMs(period.periodStart)), target - toUnits(spent), bounds);
}

/** What the jobs burn an hour together. */
export function burnOf(jobs: readonly OpenJob[]): string {
  return fromUnits(jobs.reduce((sum, job) => sum + toUnits(burnRate(job)), 0n));
}

function accruing(jobs: readonly OpenJob[], from: number): Accruing[] {
  return jobs.flatMap((job) => {
    const booked = job.meteredUntil === null ? 0 : toMs(job.meteredUntil);
    return job.runs.map((run) => ({ run: toRun(run), from: Math.max(from, booked) }));
  });
}
