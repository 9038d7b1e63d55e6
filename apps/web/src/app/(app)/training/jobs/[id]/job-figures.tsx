"use client";

import { SimpleGrid, Text } from "@mantine/core";
import { formatMoney, isZero } from "@pipeline/core/money";
import type { JobDetail } from "@pipeline/react";
import { Figure } from "@/components/money/figure";
import { Money } from "@/components/money/money";
import { JobCost, type JobLook } from "@/components/jobs/job-cost";
import { JobProgress } from "@/components/jobs/job-progress";
import { estimateWords, hasEnded, progressWords } from "@/components/jobs/job-words";
import { useCostNow } from "@/components/jobs/use-job-now";

const notStartedWords = (ended: boolean) => (ended ? "Never started" : "Not started yet");

/** The first row of a job: its cost, its estimate, how far it is. */
export function JobFigures({ job, look }: { job: JobDetail; look: JobLook }) {
  const ended = hasEnded(job);
  const actual = useCostNow(job, look.decimals);
  const against =
    job.startedAt === null
      ? notStartedWords(ended)
      : estimateWords({ estimate: job.estimatedTotalCost, actual, ended }, look);
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
      <Figure label={ended ? "Final cost" : "Cost so far"} figure={<JobCost job={job} look={look} />}>
        <Text size="sm" c="dimmed">
          {isZero(job.perHour)
            ? ended
              ? "Late events and corrections can still move it"
              : "Nothing runs at the moment"
            : `${formatMoney(job.perHour, { currency: look.currency })} an hour`}
        </Text>
      </Figure>
      <Figure
        label="Estimate"
        figure={job.estimatedTotalCost === null ? "None" : <Money amount={job.estimatedTotalCost} {...look} />}
      >
        <Text size="sm" c="dimmed">
          {against}
        </Text>
      </Figure>
      <Figure label="Progress" figure={progressWords(job)}>
        <JobProgress job={job} withSteps />
      </Figure>
    </SimpleGrid>
  );
}
