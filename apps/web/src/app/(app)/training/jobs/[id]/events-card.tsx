"use client";

import { Anchor, Paper, Text, Timeline, Title } from "@mantine/core";
import type { JobDetail } from "@pipeline/react";
import { useMemo } from "react";
import { Instant } from "@/components/time/instant";
import { timelineOf } from "./event-words";
import classes from "./job.module.css";

/** What was told about a job, newest first. */
export function EventsCard({ job, timeZone }: { job: JobDetail; timeZone: string }) {
  const items = useMemo(() => timelineOf(job), [job]);
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="events">
      <Title order={2} id="events" mb="sm">
        Events
      </Title>
      <Timeline bulletSize={12} lineWidth={2} active={-1} className={classes.timeline}>
        {items.map(({ id, title, at, detail, link }) => (
          <Timeline.Item key={id} title={title}>
            {detail !== null && (
              <Text size="sm" c="dimmed">
                {detail}
              </Text>
            )}
            {link !== null && (
              <Anchor href={link} size="sm" rel="noreferrer" target="_blank">
                Download the model
              </Anchor>
            )}
            <Text size="xs" c="dimmed">
              <Instant at={at} timeZone={timeZone} as="exact" />
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
    </Paper>
  );
}
