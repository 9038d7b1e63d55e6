"use client";

import { Select } from "@mantine/core";
import { JOB_STATUSES, type JobStatus } from "@pipeline/core/job-words";
import { statusWord } from "@/components/jobs/job-words";
import { jobsHref, readStatus } from "./status-filter";

const ALL = "all";
const CHOICES = [
  { value: ALL, label: "All jobs" },
  ...JOB_STATUSES.map((status) => ({ value: status, label: statusWord(status) })),
];

// Not a navigation: the hook fetches what is missing, the server has nothing to render.
const show = (value: string | null) => window.history.pushState(null, "", jobsHref(readStatus(value)));

/** Which jobs are listed. */
export function StatusSelect({ status }: { status: JobStatus | undefined }) {
  return (
    <Select
      aria-label="Jobs shown"
      w={160}
      data={CHOICES}
      value={status ?? ALL}
      onChange={show}
      allowDeselect={false}
      checkIconPosition="right"
    />
  );
}
