import { Button, Code, Stack, Text, Title } from "@mantine/core";
import type { HookError } from "@pipeline/react";
import classes from "./states.module.css";

type FailedProps = {
  /** What is missing now: "The costs could not be loaded." */
  title: string;
  error: HookError | undefined;
  retry: () => void;
};

/** What could not be had, why, whom to name to an operator, and the way to try again. */
export function Failed({ title, error, retry }: FailedProps) {
  return (
    <Stack align="center" gap="xs" className={classes.state} role="alert">
      <Title order={2}>{title}</Title>
      {error && (
        <Text size="sm" c="dimmed" maw={420} ta="center">
          {error.message}
        </Text>
      )}
      <Button variant="default" onClick={retry} mt={4}>
        Try again
      </Button>
      {error?.requestId !== undefined && (
        <Text size="xs" c="dimmed">
          Request <Code>{error.requestId}</Code>
        </Text>
      )}
    </Stack>
  );
}
