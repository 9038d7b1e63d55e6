import { Progress, Stack, Text } from "@mantine/core";
import type { Job } from "@pipeline/react";
import { isMeasured, progressWords, stepWords } from "./job-words";
import classes from "./jobs.module.css";

const COLORS: Partial<Record<Job["status"], string>> = { completed: "green", failed: "red", canceled: "gray" };

type JobProgressProps = { job: Pick<Job, "name" | "status" | "progress" | "step" | "totalSteps">; withSteps?: boolean };

/** How far a job is: a bar, and its percentage or its steps. */
export function JobProgress({ job, withSteps = false }: JobProgressProps) {
  const words = withSteps ? stepWords(job) : progressWords(job);
  // An empty bar would say that nothing was done.
  if (!isMeasured(job)) {
    return (
      <Text size="sm" c="dimmed">
        {words}
      </Text>
    );
  }
  return (
    <Stack gap={4}>
      <Progress
        value={job.progress}
        color={COLORS[job.status] ?? ""}
        size={withSteps ? "md" : "sm"}
        aria-label={`Progress of ${job.name}`}
      />
      <Text size="xs" c="dimmed" className={classes.figure}>
        {words}
      </Text>
    </Stack>
  );
}
