import { Anchor, Box, Paper, Text } from "@mantine/core";
import { Table } from "@/components/table/table";
import type { Job } from "@pipeline/react";
import Link from "next/link";
import { JobCost, type JobLook } from "./job-cost";
import { JobEstimate } from "./job-estimate";
import { JobProgress } from "./job-progress";
import { gpus } from "./job-words";
import { StatusBadge } from "./status-badge";
import classes from "./jobs.module.css";

type JobListProps = { jobs: readonly Job[]; look: JobLook };

/** Jobs as a table, where there is room for one. */
export function JobTable({ jobs, look }: JobListProps) {
  return (
    <Box visibleFrom="sm">
      <Paper withBorder>
        <Table.ScrollContainer minWidth={820}>
          <Table className={classes.figure} verticalSpacing="sm" horizontalSpacing="md" aria-label="Training jobs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Job</Table.Th>
                <Table.Th>Status</Table.Th>
                <Table.Th>GPUs</Table.Th>
                <Table.Th w={140}>Progress</Table.Th>
                <Table.Th ta="right">Cost</Table.Th>
                <Table.Th ta="right">Estimate</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {jobs.map((job) => (
                <Table.Tr key={job.id}>
                  <Table.Td className={classes.name}>
                    <Anchor component={Link} href={`/training/jobs/${job.id}`} fw={600} c="var(--mantine-color-text)">
                      {job.name}
                    </Anchor>
                    <Text size="xs" c="dimmed">
                      {job.project ?? "No project"}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <StatusBadge job={job} />
                  </Table.Td>
                  <Table.Td className={classes.oneLine}>{gpus(job)}</Table.Td>
                  <Table.Td>
                    <JobProgress job={job} />
                  </Table.Td>
                  <Table.Td ta="right">
                    <JobCost job={job} look={look} />
                  </Table.Td>
                  <Table.Td ta="right">
                    <JobEstimate job={job} look={look} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Paper>
    </Box>
  );
}
