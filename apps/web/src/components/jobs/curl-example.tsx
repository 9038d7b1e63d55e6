"use client";

import { Anchor, Stack, Text } from "@mantine/core";
import { PRESET_DEFAULTS } from "@pipeline/core/job-words";
import Link from "next/link";
import { useSyncExternalStore } from "react";
import { Command } from "./command";

const never = () => () => {};

/** The address of this installation, as a trainer writes it. */
function useOrigin(): string {
  return useSyncExternalStore(
    never,
    () => window.location.origin,
    () => "http://localhost:3000",
  );
}

const { gpuType, gpuCount, estimatedHours } = PRESET_DEFAULTS.thorough;
const NEW_JOB = `{ "name": "llama tune", "gpu_type": "${gpuType}", "gpu_count": ${gpuCount}, "estimated_hours": ${estimatedHours} }`;

const post = (address: string, body: string) => [
  `curl -X POST ${address} \\`,
  `  -H "Authorization: Bearer $PIPELINE_KEY" \\`,
  `  -H "Content-Type: application/json" \\`,
  `  -d '${body}'`,
];

type CurlExampleProps = { jobId?: string; apiKey?: string };

/** How a trainer registers a job, unless there is one already, and reports an event of it: ready to copy. */
export function CurlExample({ jobId, apiKey }: CurlExampleProps) {
  const jobs = `${useOrigin()}/api/jobs`;
  const setKey = apiKey === undefined ? [] : [`export PIPELINE_KEY='${apiKey}'`];
  const report = post(`${jobs}/${jobId ?? "$JOB"}/events`, `{ "event_id": "start-1", "type": "started" }`);
  return (
    <Stack gap="md">
      {jobId === undefined && (
        <Command
          title="Register a job"
          label="Command that registers a job"
          lines={[...setKey, ...post(jobs, NEW_JOB)]}
        />
      )}
      <Command
        title="Report an event"
        label="Command that reports an event"
        lines={jobId === undefined ? ["# JOB is data.id of the answer", ...report] : [...setKey, ...report]}
      />
      <Text size="xs" c="dimmed">
        Later events are progress (with step and total_steps), heartbeat, completed or failed.
        {jobId === undefined && " Registering needs the scope jobs:write, reporting jobs:report."}
        {apiKey === undefined && (
          <>
            {" "}
            PIPELINE_KEY is a key from the{" "}
            <Anchor component={Link} href="/settings#api-keys" inherit underline="always">
              settings
            </Anchor>
            .
          </>
        )}
      </Text>
    </Stack>
  );
}
