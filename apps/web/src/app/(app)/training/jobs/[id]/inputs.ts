import { addDays } from "@pipeline/core/calendar-date";
import type { Job, UseCostRecordsOptions, UseNotificationsOptions } from "@pipeline/react";

// The longest window there is has ten years.
const LONGEST_DAYS = 3_640;

const dateOf = (instant: string) => instant.slice(0, 10);

/** All records of a job at `asOf`: from its first day to tomorrow, a day wider than any zone's dates. */
export function jobRecordsInput(job: Pick<Job, "id" | "queuedAt" | "startedAt" | "asOf">): UseCostRecordsOptions {
  const first = job.startedAt !== null && job.startedAt < job.queuedAt ? job.startedAt : job.queuedAt;
  const to = addDays(dateOf(job.asOf), 1);
  const [from, earliest] = [addDays(dateOf(first), -1), addDays(to, -LONGEST_DAYS)];
  return { jobId: job.id, from: from < earliest ? earliest : from, to, limit: 20 };
}

/** The notifications of a job. */
export function jobNotificationsInput(jobId: string): UseNotificationsOptions {
  return { jobId, limit: 20 };
}
