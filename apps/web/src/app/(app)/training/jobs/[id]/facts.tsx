"use client";

import { Anchor, Paper, Text, Title } from "@mantine/core";
import type { JobDetail } from "@pipeline/react";
import Link from "next/link";
import type { ReactNode } from "react";
import type { JobLook } from "@/components/jobs/job-cost";
import { formatPrice } from "@/components/money/format-price";
import { useBilledMs } from "@/components/jobs/use-job-now";
import { formatDuration } from "@/components/time/format";
import { Instant } from "@/components/time/instant";
import classes from "./job.module.css";

type FactsProps = { job: JobDetail; look: JobLook; timeZone: string };

/** What a job is made of and when it was what. */
export function Facts({ job, look, timeZone }: FactsProps) {
  const moment = (at: string | null) => at !== null && <Instant at={at} timeZone={timeZone} as="date-time" />;
  const ran = useBilledMs(job);
  const facts: readonly (readonly [string, ReactNode])[] = [
    ["GPUs", `${job.gpuCount} × ${job.gpuType}`],
    ["Price", `${formatPrice(job.unitPrice, look.currency)} a GPU-hour`],
    ["Provider", job.provider],
    ["Region", job.region],
    ["Bought", job.purchaseOption],
    ["Project", job.project && <ProjectLink project={job.project} />],
    ["Preset", job.presetId],
    ["Base model", job.baseModel],
    ["Dataset", job.datasetId],
    ["Queued", moment(job.queuedAt)],
    ["Started", moment(job.startedAt)],
    ["Ended", moment(job.endedAt)],
    ["Time billed", ran > 0 && formatDuration(ran)],
  ];
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="facts">
      <Title order={2} id="facts" mb="xs">
        Facts
      </Title>
      <dl className={classes.facts}>
        {facts
          .filter(([, value]) => value !== null && value !== false)
          .map(([name, value]) => (
            <div key={name} className={classes.fact}>
              <Text component="dt" size="sm" c="dimmed">
                {name}
              </Text>
              <Text component="dd" size="sm" m={0}>
                {value}
              </Text>
            </div>
          ))}
      </dl>
    </Paper>
  );
}

function ProjectLink({ project }: { project: string }) {
  return (
    <Anchor component={Link} href={`/costs?${new URLSearchParams({ groupBy: "project", project }).toString()}`} inherit>
      {project}
    </Anchor>
  );
}
