import { MILESTONES } from "@pipeline/core/job-words";
import type { JobRow } from "./columns";

/** Percent done, 0 to 100 with two decimals; 0 while the total is unknown. */
export function percent(step: number | null, totalSteps: number | null): number {
  if (step === null || totalSteps === null) return 0;
  return Math.min(100, Math.floor((step / totalSteps) * 10_000) / 100);
}

/** The highest milestone that is reached and was not told; 0 for none. */
export function nextMilestone(progress: number, told: number): number {
  return MILESTONES.findLast((milestone) => progress >= milestone && milestone > told) ?? 0;
}

type Steps = Pick<JobRow, "step" | "totalSteps" | "progress">;

/** True when a job is visibly further: by a whole percent, or without a total by a step of two digits' weight. */
export function hasMoved(before: Steps, after: Steps): boolean {
  const place = ({ step, totalSteps, progress }: Steps) =>
    totalSteps === null ? step?.toPrecision(2) : Math.floor(progress);
  return before.totalSteps !== after.totalSteps || place(before) !== place(after);
}
