"use client";

import { ActionIcon, Anchor, Box, Code, CopyButton, Text, Tooltip } from "@mantine/core";
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
    <Box>
      <Box className={classes.command}>
        <Code block tabIndex={0} aria-label="Command that reports an event">
          {command}
        </Code>
        <CopyButton value={command}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? "Copied" : "Copy"}>
              <ActionIcon
                className={classes.copy}
                variant="default"
                aria-label={copied ? "Copied" : "Copy the command"}
                onClick={copy}
              >
                {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      </Box>
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
    </Box>
  );
}
