import type { Metadata } from "next";
import { HydrateClient, rsc } from "@/server/rsc";
import { Jobs } from "./jobs";
import { jobsInput, readStatus } from "./status-filter";

export const metadata: Metadata = { title: "Jobs" };

type SearchParams = Record<string, string | string[] | undefined>;

export default async function JobsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { status } = await searchParams;
  await rsc.jobs.list.prefetchInfinite(jobsInput(readStatus([status].flat()[0] ?? null)));
  return (
    <HydrateClient>
      <Jobs />
    </HydrateClient>
  );
}
