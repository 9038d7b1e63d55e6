"use client";

import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { api, type Job } from "@pipeline/react";
import { useState } from "react";

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
      <Modal opened={asking} onClose={close} title={`Cancel ${job.name}?`} centered>
        <Stack gap="sm">
          <Text size="sm">
            {job.status === "queued"
              ? "The job has not started, so nothing is billed. It cannot be taken up again."
              : "The meter stops here and now, and the cost up to this moment is final. The job cannot be taken up again."}
          </Text>
          <Text size="sm">
            The machine is not stopped: Pipeline does not control it. Stop it yourself, or its provider goes on billing.
          </Text>
          {cancel.error && (
            <Alert color="red" role="alert">
              {cancel.error.message}
            </Alert>
          )}
          <Group justify="flex-end" mt="xs">
            <Button variant="default" onClick={close} data-autofocus>
              Keep the job
            </Button>
            <Button color="red.9" loading={cancel.isPending} onClick={() => cancel.mutate({ id: job.id })}>
              Cancel job
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
