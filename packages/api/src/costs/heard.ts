import { toInstant, toMs } from "@pipeline/core/instant";
import { LOST_AFTER_MS } from "@pipeline/core/job-words";
import type { jobs } from "@pipeline/db/schema";

type Running = Pick<typeof jobs.$inferSelect, "status" | "runs" | "lastSeenAt" | "lastEventAt">;

/** True for a running job that has been silent for so long that it is lost, though nobody may have given it up yet. */
export function isSilent({ status, lastSeenAt }: Running, now: number): boolean {
  return status === "running" && lastSeenAt !== null && lastSeenAt <= toInstant(now - LOST_AFTER_MS);
}

/**
 * What a job is known to have used: a silent one's bill ends with its last word. After an outage nobody is shown, told
 * or refused for hours that nobody will pay.
 */
export function heardRuns(job: Running, now: number): Running["runs"] {
  if (!isSilent(job, now)) return job.runs;
  const end = job.lastEventAt ?? job.lastSeenAt ?? toInstant(now);
  return job.runs.map((run) => ({ ...run, end: run.end ?? end })).filter((run) => toMs(run.end) > toMs(run.start));
}
