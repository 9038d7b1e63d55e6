import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./states.module.css";

type EmptyProps = {
  title: string;
  /** What it means, and what to do next. */
  children?: ReactNode;
  /** The button to do it. */
  action?: ReactNode;
  icon?: ReactNode;
};

/** A list that has nothing, and says what would fill it. */
export function Empty({ title, children, action, icon }: EmptyProps) {
  return (
    <Stack align="center" gap="xs" className={classes.state}>
      {icon !== undefined && (
        <span className={classes.icon} aria-hidden>
          {icon}
        </span>
      )}
      <Title order={2}>{title}</Title>
      {children !== undefined && (
        <Text size="sm" c="dimmed" maw={420} ta="center" component="div">
          {children}
        </Text>
      )}
      {action !== undefined && <div className={classes.action}>{action}</div>}
    </Stack>
  );
}
