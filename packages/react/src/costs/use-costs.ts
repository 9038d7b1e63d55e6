import { useQueryClient } from "@tanstack/react-query";
import type { PipelineClient } from "../client";
import { type HookStatus, useHookStatus } from "../hook-status";
import { useResync } from "../live/use-resync";
import { useCalendar } from "../live/calendar";
import { waitForDay } from "../live/wait-until";
import { ensurePolicy } from "../policy";
import type { CostSummary, UseCostsOptions } from "../types";

/** `refreshing`: the figures of the window before are shown until the new ones are there. */
export type UseCosts = HookStatus & { summary: CostSummary | undefined; refreshing: boolean };

export function makeUseCosts(trpc: PipelineClient) {
  /**
   * Total, breakdown and series of a window; exactly the input of `costs.summary`. Asked again on news, which come with
   * the badge, when the tab comes back, and when a new day moves the window. `useTicking([totalMeter(summary)])` is the
   * total at this moment.
   */
  return function useCosts(options: UseCostsOptions = {}): UseCosts {
    ensurePolicy(useQueryClient(), trpc);
    const calendar = useCalendar();
    const query = trpc.costs.summary.useQuery(options, {
      refetchInterval: ({ state: { data, dataUpdatedAt } }) =>
        options.from === undefined &&
        data !== undefined &&
        waitForDay(calendar, data.range.timeZone, { asOf: data.live.asOf, dataUpdatedAt }),
    });
    useResync(query.refetch);
    return { ...useHookStatus(query), summary: query.data, refreshing: query.isPlaceholderData };
  };
}
