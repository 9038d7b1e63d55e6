"use client";

import { Text } from "@mantine/core";
import { api } from "@pipeline/react";
import { trackWords } from "./estimate-words";

/** How good this person's estimates on a GPU type have been; nothing without a completed job. */
export function EstimateTrack({ gpuType }: { gpuType: string }) {
  const errors = api.jobs.estimateErrors.useQuery();
  const track = errors.data?.items.find((item) => item.gpuType === gpuType);
  if (!track) return null;
  return (
    <Text size="sm" c="dimmed" mt="xs">
      {trackWords(track)}
    </Text>
  );
}
