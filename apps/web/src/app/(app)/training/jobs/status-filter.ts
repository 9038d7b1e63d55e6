import { JOB_STATUSES, type JobStatus } from "@pipeline/core/job-words";
import type { UseJobsOptions } from "@pipeline/react";

/** The status a link asks for; undefined for all. */
export function readStatus(value: string | null): JobStatus | undefined {
  return JOB_STATUSES.find((status) => status === value);
}

/** The link to the jobs of a status. */
export function jobsHref(status: JobStatus | undefined): string {
  return status === undefined ? "/training/jobs" : `/training/jobs?status=${status}`;
}

/** What `useJobs` is asked: the same on the server and in the browser. */
export function jobsInput(status: JobStatus | undefined): UseJobsOptions {
  return status === undefined ? {} : { status };
}
