"use client";

import { Paper, Text, Title } from "@mantine/core";
import { toInstant } from "@pipeline/core/instant";
import type { JobDetail } from "@pipeline/react";
import { useMemo } from "react";
import { CostCurve } from "@/components/charts/cost-curve";
import { costCurve, isShort } from "@/components/charts/curve";
import type { JobLook } from "@/components/jobs/job-cost";
import { CurlExample } from "@/components/jobs/curl-example";
import { hasEnded } from "@/components/jobs/job-words";
import { Empty } from "@/components/states/empty";
import { formatInstant } from "@/components/time/format";

type CostCurveCardProps = { job: JobDetail; look: JobLook; timeZone: string };

/** How the GPU cost of a job grew: flat where it was paused, dashed where it was expected to end. */
export function CostCurveCard({ job, look, timeZone }: CostCurveCardProps) {
  const points = useMemo(() => costCurve(job.runs, job.asOf), [job.runs, job.asOf]);
  const [first, last] = [points[0], points.at(-1)];
  const style = first && last && isShort(last.at - first.at) ? "exact" : "date-time";
  const said = (at: number) => formatInstant(toInstant(at), timeZone, style);
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="cost-over-time">
      <Title order={2} id="cost-over-time" mb="md">
        GPU cost over time
      </Title>
      {first && last && first.at < last.at ? (
        <>
          <CostCurve
            points={points}
            estimate={job.estimatedTotalCost}
            timeZone={timeZone}
            {...look}
            label={`GPU cost of ${job.name} over time`}
          />
          <Text size="xs" c="dimmed" mt="xs">
            {said(first.at)} to {said(last.at)}, {timeZone}. Other costs of the job are in its records.
          </Text>
        </>
      ) : (
        <NotStarted job={job} />
      )}
    </Paper>
  );
}

function NotStarted({ job }: { job: JobDetail }) {
  if (hasEnded(job)) return <Empty title="Nothing was spent on GPUs">The job ended before it had started.</Empty>;
  return (
    <>
      <Empty title="Nothing spent on GPUs yet">The meter begins when the trainer says that the job has started.</Empty>
      <CurlExample jobId={job.id} />
    </>
  );
}
