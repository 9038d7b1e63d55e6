/** What became of a job, as costs are grouped by it; '' is for costs without a job. */
export const OUTCOMES = [
  "completed",
  "failed",
  "lost",
  "canceled",
  "never_finished",
  "running",
  "paused",
  "queued",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Outcomes that leave nothing for the money. */
export const WASTED = ["failed", "lost", "canceled", "never_finished"] as const satisfies Outcome[];

/** A paused job without a word for this long is not waited for: nobody finished it. */
export const GIVEN_UP_AFTER_MS = 7 * 86_400_000;

/** Why a job of a trace failed that has no end in it. */
export const UNFINISHED = "The trace has no end.";
