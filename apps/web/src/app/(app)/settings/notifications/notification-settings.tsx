"use client";

import { Stack, Title } from "@mantine/core";
import { useNotificationPreferences } from "@pipeline/react";
import { Failed } from "@/components/states/failed";
import { LoadingWord, TableSkeleton } from "@/components/states/skeletons";
import { StaleNote } from "@/components/states/stale-note";
import { ChannelTable } from "./channel-table";
import { DesktopOptIn } from "./desktop-opt-in";
import { QuietHoursForm } from "./quiet-hours-form";

/** What the person is told of, where, and when not. */
export function NotificationSettings() {
  const { status, preferences, error, retry } = useNotificationPreferences();
  if (status === "failed") return <Failed title="The choices could not be loaded" error={error} retry={retry} />;
  if (!preferences) {
    return (
      <>
        <LoadingWord what="choices" />
        <TableSkeleton rows={10} columns={3} numeric={2} />
      </>
    );
  }
  return (
    <Stack gap="lg">
      <StaleNote error={error} retry={retry} />
      <ChannelTable preferences={preferences} />
      <Stack gap="sm">
        <Title order={3}>Desktop notifications</Title>
        <DesktopOptIn />
      </Stack>
      <Stack gap="sm">
        <Title order={3}>Quiet hours</Title>
        <QuietHoursForm preferences={preferences} />
      </Stack>
    </Stack>
  );
}
