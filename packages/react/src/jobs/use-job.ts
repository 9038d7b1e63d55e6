import { useQueryClient } from "@tanstack/react-query";
import type { PipelineClient } from "../client";
import { type HookStatus, useHookStatus } from "../hook-status";
import { ensurePolicy } from "../policy";
import type { JobDetail } from "../types";

export type UseJob = HookStatus & { job: JobDetail | undefined };

export function makeUseJob(trpc: PipelineClient) {
  /** One job with its latest events; asked again while it may still change. */
  return function useJob(id: string): UseJob {
    ensurePolicy(useQueryClient(), trpc);
    const query = trpc.jobs.get.useQuery({ id });
    return { ...useHookStatus(query), job: query.data };
  };
}
