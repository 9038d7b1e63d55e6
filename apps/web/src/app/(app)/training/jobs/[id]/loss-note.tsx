import { Alert, Text } from "@mantine/core";
import { LOST_AFTER_MS } from "@pipeline/core/job-words";
import type { JobDetail } from "@pipeline/react";
import { isLost } from "@/components/jobs/job-words";
import { formatDuration } from "@/components/time/format";
import { Instant } from "@/components/time/instant";
import classes from "./job.module.css";

/** Why a job failed: a lost one may come back, another will not. Nothing for the rest. */
export function LossNote({ job, timeZone }: { job: JobDetail; timeZone: string }) {
  if (job.status !== "failed") return null;
  if (!isLost(job)) {
    return (
      <Alert color="red" title="The job failed" classNames={{ title: classes.alert }}>
        {job.reason ?? "Its trainer gave no reason."}
      </Alert>
    );
  }
  return (
    <Alert color="yellow" title="The job is counted as lost" classNames={{ title: classes.alert }}>
      <Text size="sm">
        Its trainer said nothing for {formatDuration(LOST_AFTER_MS)}. The bill ends with its last word
        {job.lastEventAt !== null && (
          <>
            , <Instant at={job.lastEventAt} timeZone={timeZone} />
          </>
        )}
        . If it reports again, the job goes on as if it had never been silent, and the time in between is billed.
      </Text>
    </Alert>
  );
}
