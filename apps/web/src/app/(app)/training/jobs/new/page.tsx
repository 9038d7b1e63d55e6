import { PRESET_DEFAULTS } from "@pipeline/core/jobs";
import type { Metadata } from "next";
import { HydrateClient, rsc } from "@/server/rsc";
import { NewJob } from "./new-job";

export const metadata: Metadata = { title: "New job" };

export default async function NewJobPage() {
  const { gpuType, gpuCount, estimatedHours } = PRESET_DEFAULTS.balanced;
  await rsc.jobs.estimate.prefetch({ gpuType, gpuCount, estimatedHours });
  return (
    <HydrateClient>
      <NewJob />
    </HydrateClient>
  );
}
