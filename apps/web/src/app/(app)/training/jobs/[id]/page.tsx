import { JobId } from "@pipeline/core/jobs";
import type { JobDetail } from "@pipeline/react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { HydrateClient, rsc } from "@/server/rsc";
import { jobNotificationsInput, jobRecordsInput } from "./inputs";
import { JobPage } from "./job-page";

type Params = { params: Promise<{ id: string }> };

const isNotFound = (error: unknown) => error instanceof Error && "code" in error && error.code === "NOT_FOUND";

/** The job; undefined for someone else's, none, or what is no id. */
const findJob = cache(async (id: string): Promise<JobDetail | undefined> => {
  if (!JobId.safeParse({ id }).success) return undefined;
  try {
    return await rsc.jobs.get({ id });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
});

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { id } = await params;
  return { title: (await findJob(id))?.name ?? "No such job" };
}

export default async function Page({ params }: Params) {
  const { id } = await params;
  const job = await findJob(id);
  if (!job) notFound();
  const records = jobRecordsInput(job);
  await Promise.all([
    rsc.jobs.get.prefetch({ id }),
    rsc.jobs.estimateErrors.prefetch(),
    rsc.costs.records.prefetchInfinite(records),
    rsc.notifications.list.prefetchInfinite(jobNotificationsInput(id)),
  ]);
  return (
    <HydrateClient>
      <JobPage id={id} records={records} />
    </HydrateClient>
  );
}
