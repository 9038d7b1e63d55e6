"use client";

import { Button, Code, CopyButton, Group, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import classes from "./jobs.module.css";

type CommandProps = { title: string; label: string; lines: readonly string[] };

/** A command of a shell, ready to copy. */
export function Command({ title, label, lines }: CommandProps) {
  const command = lines.join("\n");
  return (
    <div>
      <Group justify="space-between" mb={6}>
        <Text size="sm" fw={600}>
          {title}
        </Text>
        <CopyButton value={command}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              size="xs"
              onClick={copy}
              leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            >
              {copied ? "Copied" : "Copy command"}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Code block tabIndex={0} aria-label={label} className={classes.command}>
        {command}
      </Code>
    </div>
  );
}
