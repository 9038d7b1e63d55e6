import { useQueryClient } from "@tanstack/react-query";
import type { PipelineClient } from "../client";
import { type HookStatus, useHookStatus } from "../hook-status";
import { ensurePolicy } from "../policy";
import type { CostSummary, UseCostsOptions } from "../types";

/** `refreshing`: the figures of the window before are shown until the new ones are there. */
export type UseCosts = HookStatus & { summary: CostSummary | undefined; refreshing: boolean };

export function makeUseCosts(trpc: PipelineClient) {
  /** Total, breakdown and series of a window; exactly the input of `costs.summary`. */
  return function useCosts(options: UseCostsOptions = {}): UseCosts {
    ensurePolicy(useQueryClient(), trpc);
    const query = trpc.costs.summary.useQuery(options);
    return { ...useHookStatus(query), summary: query.data, refreshing: query.isPlaceholderData };
  };
}
