"use client";

import { Paper, Text, Title } from "@mantine/core";
import type { JobDetail } from "@pipeline/react";
import { EstimateRange } from "@/components/jobs/estimate-range";
import { EstimateTrack } from "@/components/jobs/estimate-track";
import { errorWords, placeWords } from "@/components/jobs/estimate-words";
import type { JobLook } from "@/components/jobs/job-cost";
import { hasEnded } from "@/components/jobs/job-words";
import { useCostNow } from "@/components/jobs/use-job-now";

type EstimateCardProps = { job: JobDetail; look: JobLook };

/** The estimate of a job against what it has cost. Nothing for a job without a range. */
export function EstimateCard({ job, look }: EstimateCardProps) {
  const actual = useCostNow(job, look.decimals);
  const { estimate } = job;
  if (estimate === null) return null;
  const started = job.startedAt !== null;
  const ended = hasEnded(job);
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="estimate">
      <Title order={2} id="estimate" mb="xs">
        Estimate against actual
      </Title>
      {started && (
        <Text size="sm">
          {placeWords(estimate, actual, ended)}
          {job.estimateError !== null && `, ${errorWords(job.estimateError).toLowerCase()}`}
        </Text>
      )}
      <EstimateRange range={estimate} look={look} ended={ended} {...(started && { actual })} />
      <Text size="sm" c="dimmed" mt="xs">
        {estimate.basis}
      </Text>
      <EstimateTrack gpuType={job.gpuType} />
    </Paper>
  );
}
