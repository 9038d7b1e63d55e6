import { useQueryClient } from "@tanstack/react-query";
import type { PipelineClient } from "../client";
import { type HookPages, useHookPages } from "../hook-pages";
import { ensurePolicy } from "../policy";
import type { Job, UseJobsOptions } from "../types";

export type UseJobs = HookPages<Job>;

export function makeUseJobs(trpc: PipelineClient) {
  /** Jobs, latest queued first, page after page. Each row can tick: `useTicking([job], …)` takes it as it is. */
  return function useJobs(options: UseJobsOptions = {}): UseJobs {
    ensurePolicy(useQueryClient(), trpc);
    return useHookPages(trpc.jobs.list.useInfiniteQuery(options, { getNextPageParam: (page) => page.nextCursor }));
  };
}
