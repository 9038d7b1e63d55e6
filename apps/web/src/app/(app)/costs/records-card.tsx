"use client";

import { Button, Group, Paper, Skeleton, Text, Title } from "@mantine/core";
import { useCostRecords } from "@pipeline/react";
import { lazy, type RefObject, Suspense, useRef } from "react";
import { RecordsTable } from "@/components/records/records-table";
import { Empty } from "@/components/states/empty";
import { Failed } from "@/components/states/failed";
import { LoadingWord, TableSkeleton } from "@/components/states/skeletons";
import { FilterChips } from "./filter-chips";
import { type CostsView, recordsInput } from "./view";

const ExportMenu = lazy(() => import("./export-menu").then((module) => ({ default: module.ExportMenu })));

const COUNT = new Intl.NumberFormat("en-US");

type RecordsCardProps = {
  view: CostsView;
  show: (next: CostsView) => void;
  timeZone: string;
  currency: string;
  decimals: number;
  ref: RefObject<HTMLElement | null>;
};

/** The ledger of the window, page after page. */
export function RecordsCard({ view, show, timeZone, currency, decimals, ref }: RecordsCardProps) {
  const records = useCostRecords(recordsInput(view));
  const title = useRef<HTMLHeadingElement>(null);
  const { totalCount, items } = records;
  const filtered = Object.keys(view.filter).length > 0;
  return (
    <Paper component="section" ref={ref} withBorder p="md" aria-labelledby="records">
      <Group justify="space-between" mb="sm">
        <Group gap="sm">
          <Title order={2} id="records" tabIndex={-1} ref={title}>
            Records
          </Title>
          <Text component="output" size="sm" c="dimmed">
            {totalCount === undefined || totalCount === 0
              ? ""
              : `${COUNT.format(items.length)} of ${COUNT.format(totalCount)}`}
          </Text>
        </Group>
        <Group gap="sm">
          <FilterChips
            filter={view.filter}
            jobName={items.find(({ jobId }) => jobId === view.filter.jobId)?.jobName}
            onChange={(filter) => show({ ...view, filter })}
            onGone={() => title.current?.focus()}
          />
          {items.length > 0 && (
            <Suspense fallback={<Skeleton width={105} height={36} aria-hidden />}>
              <ExportMenu view={view} />
            </Suspense>
          )}
        </Group>
      </Group>
      {records.status === "loading" && (
        <>
          <LoadingWord what="records" />
          <TableSkeleton columns={4} numeric={1} />
        </>
      )}
      {records.status === "failed" && (
        <Failed title="The records could not be loaded" error={records.error} retry={records.retry} />
      )}
      {records.status === "ready" && items.length === 0 && (
        <Empty
          title={filtered ? "No records fit the filter" : "No records yet"}
          action={
            filtered && (
              <Button variant="default" onClick={() => show({ ...view, filter: {} })}>
                Show all records
              </Button>
            )
          }
        >
          {filtered
            ? "Nothing in these days has that type, project or job."
            : "Closed quarter hours of running jobs are written here as they end."}
        </Empty>
      )}
      {items.length > 0 && (
        <RecordsTable
          {...records}
          label="Cost records, newest first"
          look={{ timeZone, currency, decimals, withJob: true }}
        />
      )}
    </Paper>
  );
}
