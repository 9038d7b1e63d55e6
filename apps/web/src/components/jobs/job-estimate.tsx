"use client";

import { Text } from "@mantine/core";
import type { Job } from "@pipeline/react";
import { Money } from "../money/money";
import type { JobLook } from "./job-cost";
import { estimateShort, hasEnded } from "./job-words";
import { useCostNow } from "./use-job-now";

/** The estimate of a job, and how its cost stands against it. */
export function JobEstimate({ job, look }: { job: Job; look: JobLook }) {
  const actual = useCostNow(job, look.decimals);
  const words =
    job.startedAt === null ? null : estimateShort({ estimate: job.estimatedTotalCost, actual, ended: hasEnded(job) });
  return (
    <>
      {job.estimatedTotalCost === null ? (
        <Text span inherit c="dimmed">
          No estimate
        </Text>
      ) : (
        <Money amount={job.estimatedTotalCost} {...look} />
      )}
      {words !== null && (
        <Text size="xs" c="dimmed">
          {words}
        </Text>
      )}
    </>
  );
}
