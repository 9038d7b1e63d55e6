"use client";

import { Anchor, Button, Code, CopyButton, Group, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import Link from "next/link";
import { useSyncExternalStore } from "react";
import classes from "./jobs.module.css";

const never = () => () => {};

/** The address of this installation, as a trainer writes it. */
function useOrigin(): string {
  return useSyncExternalStore(
    never,
    () => window.location.origin,
    () => "http://localhost:3000",
  );
}

type CurlExampleProps = { jobId?: string; apiKey?: string };

/** How a trainer reports an event, ready to copy. */
export function CurlExample({ jobId = "JOB_ID", apiKey }: CurlExampleProps) {
  const command = [
    `curl -X POST ${useOrigin()}/api/jobs/${jobId}/events \\`,
    `  -H "Authorization: Bearer ${apiKey ?? "$PIPELINE_API_KEY"}" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '{ "event_id": "start-1", "type": "started" }'`,
  ].join("\n");
  return (
    <div>
      <Group justify="space-between" mb={6}>
        <Text size="sm" fw={600}>
          Report an event
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
      <Code block tabIndex={0} aria-label="Command that reports an event" className={classes.command}>
        {command}
      </Code>
      <Text size="xs" c="dimmed" mt="xs">
        Later events are progress (with step and total_steps), heartbeat, completed or failed.
        {apiKey === undefined && (
          <>
            {" "}
            The key comes from the{" "}
            <Anchor component={Link} href="/settings#api-keys" inherit underline="always">
              settings
            </Anchor>
            .
          </>
        )}
      </Text>
    </div>
  );
}
