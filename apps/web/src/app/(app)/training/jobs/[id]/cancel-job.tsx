"use client";

import { Button, Stack, Text } from "@mantine/core";
import { Dialog } from "@/components/forms/dialog";
import { api, type Job } from "@pipeline/react";
import { useState } from "react";
import { ConfirmFooter } from "@/components/forms/confirm-footer";

type CancelJobProps = { job: Pick<Job, "id" | "name" | "status">; onCanceled: () => void };

/** Ends a job after asking: here, not on the machine. */
export function CancelJob({ job, onCanceled }: CancelJobProps) {
  const [asking, setAsking] = useState(false);
  const utils = api.useUtils();
  const cancel = api.jobs.cancel.useMutation({
    onSuccess: async () => {
      setAsking(false);
      await Promise.all([utils.jobs.invalidate(), utils.costs.invalidate(), utils.notifications.invalidate()]);
      onCanceled();
    },
  });
  const close = () => {
    setAsking(false);
    cancel.reset();
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        Cancel job
      </Button>
      <Dialog opened={asking} onClose={close} title={`Cancel ${job.name}?`}>
        <Stack gap="sm">
          <Text size="sm">
            {job.status === "queued"
              ? "The job has not started, so nothing is billed. It cannot be taken up again."
              : "The meter stops here and now, and the cost up to this moment is final. The job cannot be taken up again."}
          </Text>
          <Text size="sm">
            The machine is not stopped: Pipeline does not control it. Stop it yourself, or its provider goes on billing.
          </Text>
          <ConfirmFooter
            keep="Keep the job"
            onKeep={close}
            confirm="Cancel job"
            onConfirm={() => cancel.mutate({ id: job.id })}
            pending={cancel.isPending}
            error={cancel.error}
            final
          />
        </Stack>
      </Dialog>
    </>
  );
}
