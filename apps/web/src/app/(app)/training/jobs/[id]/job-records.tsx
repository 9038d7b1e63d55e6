"use client";

import { Group, Paper, Text, Title } from "@mantine/core";
import { type UseCostRecordsOptions, useCostRecords } from "@pipeline/react";
import type { JobLook } from "@/components/jobs/job-cost";
import { RecordsTable } from "@/components/records/records-table";
import { Empty } from "@/components/states/empty";
import { Failed } from "@/components/states/failed";
import { LoadingWord, TableSkeleton } from "@/components/states/skeletons";

const COUNT = new Intl.NumberFormat("en-US");

type JobRecordsProps = { input: UseCostRecordsOptions; look: JobLook; timeZone: string };

/** What the ledger holds of a job. */
export function JobRecords({ input, look, timeZone }: JobRecordsProps) {
  const records = useCostRecords(input);
  const { items, totalCount } = records;
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="job-records">
      <Group gap="sm" mb="sm">
        <Title order={2} id="job-records">
          Records
        </Title>
        <Text component="output" size="sm" c="dimmed">
          {totalCount === undefined || totalCount === 0
            ? ""
            : `${COUNT.format(items.length)} of ${COUNT.format(totalCount)}`}
        </Text>
      </Group>
      {records.status === "loading" && (
        <>
          <LoadingWord what="records" />
          <TableSkeleton rows={4} columns={4} numeric={2} />
        </>
      )}
      {records.status === "failed" && (
        <Failed title="The records could not be loaded" error={records.error} retry={records.retry} />
      )}
      {records.status === "ready" && items.length === 0 && (
        <Empty title="No records yet">The meter writes one for every closed quarter hour.</Empty>
      )}
      {items.length > 0 && (
        <RecordsTable
          {...records}
          label="Cost records of this job, newest first"
          look={{ ...look, timeZone, withJob: false }}
        />
      )}
    </Paper>
  );
}
