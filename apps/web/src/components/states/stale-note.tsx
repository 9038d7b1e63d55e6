import { Button, Text } from "@mantine/core";
import type { HookError } from "@pipeline/react";
import classes from "./states.module.css";

type StaleNoteProps = { error: HookError | undefined; retry: () => void; what?: string | undefined };

/** Figures are shown, but could not be brought up to date. Nothing while they are. */
export function StaleNote({ error, retry, what = "Could not refresh." }: StaleNoteProps) {
  if (!error) return null;
  return (
    <output className={classes.note}>
      <Text size="sm">
        {what} {error.message}
      </Text>
      <Button variant="subtle" size="compact-sm" onClick={retry}>
        Try again
      </Button>
    </output>
  );
}
