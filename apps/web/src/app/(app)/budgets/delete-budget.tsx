"use client";

import { Stack, Text } from "@mantine/core";
import { DialogWindow } from "@/components/forms/dialog-window";
import { type Budget, useBudgetActions } from "@pipeline/react";
import { ConfirmFooter } from "@/components/forms/confirm-footer";

type DeleteBudgetProps = {
  budget: Pick<Budget, "id" | "name" | "blockNewJobs">;
  opened: boolean;
  onClose: () => void;
  onLeaving: () => void;
};

/** Removes a budget after asking. */
export function DeleteBudget({ budget, opened, onClose, onLeaving }: DeleteBudgetProps) {
  const { remove } = useBudgetActions();
  const { id, name, blockNewJobs } = budget;
  const close = () => {
    onClose();
    remove.reset();
  };
  const confirm = () => {
    onLeaving();
    remove.send({ id });
  };
  return (
    <DialogWindow opened={opened} onClose={close} title={`Delete ${name}?`}>
      <Stack gap="sm">
        <Text size="sm">
          It tells nothing more{blockNewJobs && ", blocks no job more"}, and its earlier periods go with it. Costs, jobs
          and notifications stay as they are.
        </Text>
        <ConfirmFooter
          keep="Keep the budget"
          onKeep={close}
          confirm="Delete budget"
          onConfirm={confirm}
          pending={remove.pending}
          error={remove.error}
          final
        />
      </Stack>
    </DialogWindow>
  );
}
