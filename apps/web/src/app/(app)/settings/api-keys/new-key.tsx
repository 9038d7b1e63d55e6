"use client";

import { Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { CurlExample } from "@/components/jobs/curl-example";
import classes from "../settings.module.css";

/** A fresh key: to be copied now, it is never shown again. */
export function NewKey({ apiKey, onDone }: { apiKey: string; onDone: () => void }) {
  const copyButton = useRef<HTMLButtonElement>(null);
  useEffect(() => copyButton.current?.focus(), []);
  return (
    <Stack gap="md">
      <Text size="sm">Copy it now and keep it like a password. It is not shown again.</Text>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <Code block className={classes.key} flex={1} aria-label="The new key" tabIndex={0}>
          {apiKey}
        </Code>
        <CopyButton value={apiKey}>
          {({ copied, copy }) => (
            <Button
              ref={copyButton}
              onClick={copy}
              leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            >
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
      </Group>
      <CurlExample apiKey={apiKey} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          Done
        </Button>
      </Group>
    </Stack>
  );
}
