import { useQueryClient } from "@tanstack/react-query";
import type { PipelineClient } from "../client";
import { type HookStatus, useHookStatus } from "../hook-status";
import { ensurePolicy } from "../policy";
import type { Budget } from "../types";

/** `spent` is of the answer's `asOf` and grows by `burnRate` an hour: hand both to `useTicking`. */
export type UseBudgets = HookStatus & { items: readonly Budget[] };

const NONE: readonly Budget[] = [];

export function makeUseBudgets(trpc: PipelineClient) {
  /** All budgets with where their present period stands. For sessions alone. */
  return function useBudgets(): UseBudgets {
    ensurePolicy(useQueryClient(), trpc);
    const query = trpc.budgets.list.useQuery({});
    return { ...useHookStatus(query), items: query.data?.items ?? NONE };
  };
}
