import { Anchor, Badge, Group, Text } from "@mantine/core";
import { Table } from "@/components/table/table";
import type { CostRecord } from "@pipeline/react";
import Link from "next/link";
import { Instant } from "../time/instant";
import { RecordAmount } from "./record-amount";
import { costTypeWords, jobNameOf, quantityWords, reasonOf } from "./record-words";
import classes from "./records.module.css";

/** How all rows of a list are written. */
export type RecordStyle = {
  timeZone: string;
  currency: string;
  decimals: number;
  /** Job, project and GPU; left out where every record is of one job. */
  withJob: boolean;
};

type RecordRowProps = { record: CostRecord; look: RecordStyle };

/** One record: a row of columns, two lines on a phone. */
export function RecordRow({ record, look }: RecordRowProps) {
  const quantity = quantityWords(record);
  const job = look.withJob && record.jobId !== null && (
    <Anchor component={Link} href={`/training/jobs/${record.jobId}`} inherit>
      {jobNameOf(record.jobName, record.jobId)}
    </Anchor>
  );
  return (
    <Table.Tr>
      <Table.Td>
        <Instant at={record.recordedAt} timeZone={look.timeZone} />
      </Table.Td>
      <Table.Td>
        <Group gap={6}>
          {costTypeWords(record.costType)}
          {record.correctsId !== null && (
            <Badge variant="default" size="sm" tt="none" fw={500} title={reasonOf(record) ?? undefined}>
              Correction
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" hiddenFrom="sm" component="div">
          {job || quantity}
        </Text>
      </Table.Td>
      {look.withJob && (
        <>
          <Table.Td visibleFrom="sm" className={classes.long}>
            {job}
          </Table.Td>
          <Table.Td visibleFrom="md" className={classes.long}>
            {record.project}
          </Table.Td>
          <Table.Td visibleFrom="md" className={classes.long}>
            {record.gpuType}
          </Table.Td>
        </>
      )}
      <Table.Td visibleFrom="sm" ta="right">
        {quantity ?? "–"}
      </Table.Td>
      <Table.Td ta="right">
        <RecordAmount record={record} look={look} />
      </Table.Td>
    </Table.Tr>
  );
}
