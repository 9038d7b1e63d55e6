import type { Metadata } from "next";
import { HydrateClient, rsc } from "@/server/rsc";
import { EMPTY_JOB, toEstimate } from "./form";
import { NewJob } from "./new-job";

export const metadata: Metadata = { title: "New job" };

export default async function NewJobPage() {
  const plan = toEstimate(EMPTY_JOB);
  await Promise.all([
    plan && rsc.jobs.estimate.prefetch(plan),
    rsc.jobs.estimateErrors.prefetch(),
    rsc.prices.list.prefetchInfinite({}),
    rsc.budgets.list.prefetch({}),
  ]);
  return (
    <HydrateClient>
      <NewJob />
    </HydrateClient>
  );
}
