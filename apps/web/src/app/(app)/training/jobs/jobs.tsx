"use client";

import { Button, Group, Paper, Skeleton, Stack } from "@mantine/core";
import { useJobs } from "@pipeline/react";
import { IconPlus } from "@tabler/icons-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { lazy, Suspense } from "react";
import { JobCards } from "@/components/jobs/job-cards";
import { JobTable } from "@/components/jobs/job-table";
import { listDecimals } from "@/components/jobs/job-words";
import { MoreButton } from "@/components/records/more-button";
import { useAccount } from "@/components/shell/account";
import { Failed } from "@/components/states/failed";
import { LoadingWord, TableSkeleton } from "@/components/states/skeletons";
import { StaleNote } from "@/components/states/stale-note";
import { JobsEmpty } from "./jobs-empty";
import { jobsHref, jobsInput, readStatus } from "./status-filter";

const StatusSelect = lazy(() => import("./status-select").then((module) => ({ default: module.StatusSelect })));

// Not a navigation: the hook fetches what is missing, the server has nothing to render.
const showAll = () => window.history.pushState(null, "", jobsHref(undefined));

/** Every job with what it costs, latest first. */
export function Jobs() {
  const status = readStatus(useSearchParams().get("status"));
  const { currency } = useAccount();
  const jobs = useJobs(jobsInput(status));
  const none = jobs.status === "ready" && jobs.items.length === 0 && status === undefined;
  const look = { currency, decimals: listDecimals(jobs.items) };
  return (
    <Stack gap="md">
      {!none && (
        <Group justify="space-between">
          <Suspense fallback={<Skeleton width={160} height={36} aria-hidden />}>
            <StatusSelect status={status} />
          </Suspense>
          <Group gap="xs">
            <Button component={Link} href="/training/jobs/files" variant="default">
              Stored files
            </Button>
            <Button component={Link} href="/training/jobs/new" leftSection={<IconPlus size={16} aria-hidden />}>
              New job
            </Button>
          </Group>
        </Group>
      )}
      {jobs.status === "loading" && (
        <Paper withBorder p="md">
          <LoadingWord what="jobs" />
          <TableSkeleton columns={5} numeric={2} />
        </Paper>
      )}
      {jobs.status === "failed" && (
        <Failed title="The jobs could not be loaded" error={jobs.error} retry={jobs.retry} />
      )}
      {jobs.status === "ready" && <StaleNote error={jobs.error} retry={jobs.retry} />}
      {jobs.status === "ready" && jobs.items.length === 0 && <JobsEmpty status={status} showAll={showAll} />}
      {jobs.items.length > 0 && (
        <div aria-busy={jobs.refreshing}>
          <JobTable jobs={jobs.items} look={look} />
          <JobCards jobs={jobs.items} look={look} />
        </div>
      )}
      {jobs.hasMore && (
        <MoreButton busy={jobs.loadingMore} onMore={jobs.loadMore}>
          Show more jobs
        </MoreButton>
      )}
    </Stack>
  );
}
