"use client";

import { Button, Stack, Text } from "@mantine/core";
import { Dialog } from "@/components/forms/dialog";
import { api } from "@pipeline/react";
import { useState } from "react";
import { ConfirmFooter } from "@/components/forms/confirm-footer";

/** Ends what a file costs after asking: here, not where it lies. */
export function RemoveFile({ id, name }: { id: string; name: string }) {
  const [asking, setAsking] = useState(false);
  const utils = api.useUtils();
  const remove = api.storage.remove.useMutation({
    onSuccess: async () => {
      setAsking(false);
      await Promise.all([utils.storage.invalidate(), utils.costs.invalidate()]);
    },
  });
  const close = () => {
    setAsking(false);
    remove.reset();
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)} aria-label={`Remove ${name}`}>
        Remove
      </Button>
      <Dialog opened={asking} onClose={close} title={`Remove ${name}?`}>
        <Stack gap="sm">
          <Text size="sm">
            It costs nothing from now on. What it has cost stays in the records, and it cannot be taken up again.
          </Text>
          <Text size="sm">
            The file itself is not deleted: Pipeline does not store it. Delete it where it lies, or its provider goes on
            billing.
          </Text>
          <ConfirmFooter
            keep="Keep it"
            onKeep={close}
            confirm="Remove file"
            onConfirm={() => remove.mutate({ id })}
            pending={remove.isPending}
            error={remove.error}
            final
          />
        </Stack>
      </Dialog>
    </>
  );
}
