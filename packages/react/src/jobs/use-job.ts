import { ENDED_STATUSES } from "@pipeline/core/job-words";
import { useQueryClient } from "@tanstack/react-query";
import type { PipelineClient } from "../client";
import { type HookStatus, useHookStatus } from "../hook-status";
import { useResync } from "../live/use-resync";
import { ensurePolicy, POLICY } from "../policy";
import type { JobDetail } from "../types";

export type UseJob = HookStatus & { job: JobDetail | undefined };

const isOpen = ({ status }: JobDetail) => !ENDED_STATUSES.some((ended) => ended === status);

export function makeUseJob(trpc: PipelineClient) {
  /**
   * One job with its latest events. Asked again on news, which come with the badge, when the tab comes back, and every
   * half minute while the job is open: a step within the same percent is no news, yet somebody watches it here.
   */
  return function useJob(id: string): UseJob {
    ensurePolicy(useQueryClient(), trpc);
    const query = trpc.jobs.get.useQuery(
      { id },
      { refetchInterval: ({ state }) => (state.data !== undefined && isOpen(state.data) ? POLICY.openJob : false) },
    );
    useResync(query.refetch);
    return { ...useHookStatus(query), job: query.data };
  };
}
