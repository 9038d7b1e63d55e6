import { api } from "@pipeline/react";
import { useMemo } from "react";
import { NAMED_JOBS } from "./named-jobs";

/** Names for the jobs that records mention; a job that is not among the latest keeps its id. */
export function useJobNames(): (jobId: string) => string {
  const { data } = api.jobs.list.useQuery(NAMED_JOBS, { refetchInterval: false });
  return useMemo(() => {
    const names = new Map(data?.items.map(({ id, name }) => [id, name]));
    return (jobId) => names.get(jobId) ?? `Job ${jobId.slice(0, 8)}`;
  }, [data]);
}
