"use client";

import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { type Budget, useBudgetActions } from "@pipeline/react";

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
    <Modal opened={opened} onClose={close} title={`Delete ${name}?`} centered>
      <Stack gap="sm">
        <Text size="sm">
          It tells nothing more{blockNewJobs && ", blocks no job more"}, and its earlier periods go with it. Costs, jobs
          and notifications stay as they are.
        </Text>
        {remove.error && (
          <Alert color="red" role="alert">
            {remove.error.message}
          </Alert>
        )}
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={close} data-autofocus>
            Keep the budget
          </Button>
          <Button color="red.9" loading={remove.pending} onClick={confirm}>
            Delete budget
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
