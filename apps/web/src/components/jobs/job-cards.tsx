import { Group, Paper, Stack, Text } from "@mantine/core";
import type { Job } from "@pipeline/react";
import Link from "next/link";
import { Money } from "../money/money";
import { JobCost, type JobLook } from "./job-cost";
import { JobProgress } from "./job-progress";
import { gpus } from "./job-words";
import { StatusBadge } from "./status-badge";
import classes from "./jobs.module.css";

/** Jobs as cards, on a phone: the whole card opens the job. */
export function JobCards({ jobs, look }: { jobs: readonly Job[]; look: JobLook }) {
  return (
    <Stack component="ul" gap="sm" hiddenFrom="sm" className={classes.cards} aria-label="Training jobs">
      {jobs.map((job) => (
        <li key={job.id}>
          <Paper component={Link} href={`/training/jobs/${job.id}`} withBorder p="md" className={classes.card}>
            <Group justify="space-between" wrap="nowrap" align="flex-start" mb="xs">
              <div className={classes.cardName}>
                <Text fw={600} truncate>
                  {job.name}
                </Text>
                <Text size="xs" c="dimmed" truncate>
                  {job.project ?? "No project"}, {gpus(job)}
                </Text>
              </div>
              <StatusBadge job={job} />
            </Group>
            <JobProgress job={job} />
            <Group justify="space-between" mt="xs">
              <JobCost job={job} look={look} fw={600} />
              {job.estimatedTotalCost !== null && (
                <Text size="xs" c="dimmed">
                  of <Money amount={job.estimatedTotalCost} {...look} /> estimated
                </Text>
              )}
            </Group>
          </Paper>
        </li>
      ))}
    </Stack>
  );
}
