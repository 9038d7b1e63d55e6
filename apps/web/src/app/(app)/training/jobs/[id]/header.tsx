import { Group, Text, Title } from "@mantine/core";
import type { JobDetail } from "@pipeline/react";
import { useRef } from "react";
import { gpus, hasEnded } from "@/components/jobs/job-words";
import { StatusBadge } from "@/components/jobs/status-badge";
import { CancelJob } from "./cancel-job";
import classes from "./job.module.css";

/** Which job, how it is, and the way to end it. */
export function Header({ job }: { job: JobDetail }) {
  // The button leaves with the job: the focus goes to its name.
  const title = useRef<HTMLHeadingElement>(null);
  return (
    <Group justify="space-between" align="flex-start" gap="sm">
      <div className={classes.title}>
        <Group gap="sm">
          <Title order={1} tabIndex={-1} ref={title}>
            {job.name}
          </Title>
          <StatusBadge job={job} />
        </Group>
        <Text size="sm" c="dimmed">
          {job.project ?? "No project"}, {gpus(job)}
        </Text>
      </div>
      {!hasEnded(job) && <CancelJob job={job} onCanceled={() => title.current?.focus()} />}
    </Group>
  );
}
