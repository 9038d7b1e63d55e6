import { toMs } from "@pipeline/core/instant";
import { useQueryClient } from "@tanstack/react-query";
import type { PipelineClient } from "../client";
import { type HookStatus, useHookStatus } from "../hook-status";
import { useResync } from "../live/use-resync";
import { waitUntil } from "../live/wait-until";
import { ensurePolicy } from "../policy";
import type { Budget } from "../types";

/** `spent` is of the answer's `asOf`: `useTicking([budgetMeter(budget)])` is what is spent at this moment. */
export type UseBudgets = HookStatus & { items: readonly Budget[] };

const NONE: readonly Budget[] = [];

type Answered = { data: { items: readonly Budget[] } | undefined; dataUpdatedAt: number };

// What time alone changes: a period ends, or what runs has used a budget up, of which not every budget tells.
function untilTurn({ data, dataUpdatedAt }: Answered): number | false {
  const items = data?.items ?? NONE;
  const [first] = items;
  if (first === undefined) return false;
  const turns = items.map(({ current, exhaustedAt }) => toMs(exhaustedAt ?? current.end));
  return waitUntil(turns, { asOf: first.asOf, dataUpdatedAt });
}

export function makeUseBudgets(trpc: PipelineClient) {
  /**
   * All budgets with where their present period stands. For sessions alone. Asked again on news, which come with the
   * badge, when the tab or the machine comes back, and when a period ends or a budget is used up.
   */
  return function useBudgets(): UseBudgets {
    ensurePolicy(useQueryClient(), trpc);
    const query = trpc.budgets.list.useQuery({}, { refetchInterval: ({ state }) => untilTurn(state) });
    useResync(query.refetch);
    return { ...useHookStatus(query), items: query.data?.items ?? NONE };
  };
}
