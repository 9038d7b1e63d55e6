import { useQueryClient } from "@tanstack/react-query";
import type { PipelineClient } from "../client";
import { type HookPages, useHookPages } from "../hook-pages";
import { useResync } from "../live/use-resync";
import { ensurePolicy } from "../policy";
import type { Job, UseJobsOptions } from "../types";

export type UseJobs = HookPages<Job>;

export function makeUseJobs(trpc: PipelineClient) {
  /**
   * Jobs, latest queued first, page after page. Asked again on news, which come with the badge, and when the tab comes
   * back. Each row can tick: `useTicking([jobMeter(job)], …)`.
   */
  return function useJobs(options: UseJobsOptions = {}): UseJobs {
    ensurePolicy(useQueryClient(), trpc);
    const query = trpc.jobs.list.useInfiniteQuery(options, { getNextPageParam: (page) => page.nextCursor });
    useResync(query.refetch);
    return useHookPages(query);
  };
}
