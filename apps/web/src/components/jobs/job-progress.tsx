import { Progress, Stack, Text } from "@mantine/core";
import type { Job } from "@pipeline/react";
import classes from "./jobs.module.css";

const COUNT = new Intl.NumberFormat("en-US");
const COLORS: Partial<Record<Job["status"], string>> = { completed: "green", failed: "red", canceled: "gray" };

type JobProgressProps = { job: Pick<Job, "name" | "status" | "progress" | "step" | "totalSteps">; withSteps?: boolean };

function stepWords({ step, totalSteps }: Pick<Job, "step" | "totalSteps">): string {
  if (step === null) return "No step told yet";
  return totalSteps === null
    ? `Step ${COUNT.format(step)}`
    : `Step ${COUNT.format(step)} of ${COUNT.format(totalSteps)}`;
}

/** How far a job is: a bar, and its percentage or its steps. */
export function JobProgress({ job, withSteps = false }: JobProgressProps) {
  // An empty bar would say that nothing was done.
  if (job.step === null && !withSteps) {
    return (
      <Text size="sm" c="dimmed">
        No steps told
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
        {withSteps ? stepWords(job) : `${Math.floor(job.progress)}%`}
      </Text>
    </Stack>
  );
}
