"use client";

import { Grid, Stack } from "@mantine/core";
import { type UseCostRecordsOptions, useJob } from "@pipeline/react";
import { useAccount } from "@/components/shell/account";
import { Failed } from "@/components/states/failed";
import { StaleNote } from "@/components/states/stale-note";
import { jobDecimals } from "@/components/jobs/job-words";
import { CostCurveCard } from "./cost-curve-card";
import { EstimateCard } from "./estimate-card";
import { EventsCard } from "./events-card";
import { Facts } from "./facts";
import { Header } from "./header";
import { JobFigures } from "./job-figures";
import { JobRecords } from "./job-records";
import { JobSkeleton } from "./job-skeleton";
import { LossNote } from "./loss-note";
import { NotificationsCard } from "./notifications-card";

type JobPageProps = { id: string; records: UseCostRecordsOptions };

/** One job: what it costs, how far it is, what happened. */
export function JobPage({ id, records }: JobPageProps) {
  const { job, status, error, retry } = useJob(id);
  const { currency, timeZone } = useAccount();
  if (status === "failed") return <Failed title="The job could not be loaded" error={error} retry={retry} />;
  if (!job) return <JobSkeleton />;
  const look = { currency, decimals: jobDecimals(job) };
  return (
    <Stack gap="md">
      <Header job={job} />
      <StaleNote error={error} retry={retry} />
      <LossNote job={job} timeZone={timeZone} />
      <JobFigures job={job} look={look} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="md">
            <EstimateCard job={job} look={look} />
            <CostCurveCard job={job} look={look} timeZone={timeZone} />
            <EventsCard job={job} timeZone={timeZone} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="md">
            <Facts job={job} look={look} timeZone={timeZone} />
            <NotificationsCard jobId={job.id} timeZone={timeZone} />
          </Stack>
        </Grid.Col>
      </Grid>
      <JobRecords input={records} look={look} timeZone={timeZone} />
    </Stack>
  );
}
