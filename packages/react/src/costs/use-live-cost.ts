import { add } from "@pipeline/core/money";
import { useQueryClient } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import { useEffect, useMemo } from "react";
import type { PipelineClient } from "../client";
import { type HookStatus, useHookStatus } from "../hook-status";
import { jobMeter } from "../live/meter";
import { useResync } from "../live/use-resync";
import { useTicking } from "../live/use-ticking";
import { ensurePolicy } from "../policy";
import { RUNNING } from "../policy-inputs";
import type { Job } from "../types";

/** `amount` ticks; `perHour` is the burn, `running` how many jobs it is of, `asOf` the answer they rest on. */
export type UseLiveCost = HookStatus & { amount: string; perHour: string; running: number; asOf: string | undefined };

type LiveJob = Pick<Job, "status" | "currentCost" | "perHour" | "asOf" | "runs">;
const NONE: readonly LiveJob[] = [];

export function makeUseLiveCost(trpc: PipelineClient) {
  function useJobMeters(jobId: string | undefined) {
    const one = trpc.jobs.get.useQuery({ id: jobId ?? "" }, { enabled: jobId !== undefined });
    const all = trpc.jobs.list.useInfiniteQuery(RUNNING, {
      enabled: jobId === undefined,
      getNextPageParam: (page) => page.nextCursor,
    });
    const { hasNextPage, isFetching, fetchNextPage } = all;
    useEffect(() => {
      if (hasNextPage && !isFetching) void fetchNextPage();
    }, [hasNextPage, isFetching, fetchNextPage]);
    const status = useHookStatus(jobId === undefined ? all : one);
    const jobs = useMemo<readonly LiveJob[]>(() => {
      if (jobId !== undefined) return one.data ? [one.data] : NONE;
      return all.data?.pages.flatMap((page) => page.items) ?? NONE;
    }, [jobId, one.data, all.data]);
    return { status, jobs, refetch: jobId === undefined ? all.refetch : one.refetch };
  }

  /**
   * What a job has cost up to this moment; without a job, everything that runs. One request, then it ticks by itself, at
   * every instant exactly what the server would say. Asked again on news, which come with the badge, when costs or jobs
   * are invalidated, and when the tab or the machine comes back. `decimals` rounds the amount.
   */
  return function useLiveCost(jobId?: string, { decimals }: { decimals?: number } = {}): UseLiveCost {
    const client = useQueryClient();
    ensurePolicy(client, trpc);
    const { status, jobs, refetch } = useJobMeters(jobId);
    useEffect(() => {
      const [costs] = getQueryKey(trpc.costs);
      return client.getQueryCache().subscribe((event) => {
        if (event.type !== "updated" || event.action.type !== "invalidate") return;
        const [path] = event.query.queryKey;
        if (Array.isArray(path) && costs?.every((part, i) => path[i] === part)) void refetch({ cancelRefetch: false });
      });
    }, [client, refetch]);
    useResync(refetch);
    const meters = useMemo(() => jobs.map(jobMeter), [jobs]);
    return {
      ...status,
      amount: useTicking(meters, decimals),
      perHour: useMemo(() => add(...jobs.map((job) => job.perHour)), [jobs]),
      running: jobs.filter((job) => job.status === "running").length,
      asOf: jobs[0]?.asOf,
    };
  };
}
