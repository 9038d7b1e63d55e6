import { useQueryClient } from "@tanstack/react-query";
import type { PipelineClient } from "../client";
import { type HookStatus, useHookStatus } from "../hook-status";
import { useCalendar } from "../live/calendar";
import { waitForDay } from "../live/wait-until";
import { ensurePolicy } from "../policy";
import type { UseWasteOptions, Waste } from "../types";

/** `refreshing`: the waste of the window before is shown until the new one is there. */
export type UseWaste = HookStatus & { waste: Waste | undefined; refreshing: boolean };

export function makeUseWaste(trpc: PipelineClient) {
  /** What of a window went to jobs that failed, were lost or canceled, or never finished. */
  return function useWaste(options: UseWasteOptions = {}): UseWaste {
    ensurePolicy(useQueryClient(), trpc);
    const calendar = useCalendar();
    const query = trpc.costs.waste.useQuery(options, {
      refetchInterval: ({ state: { data, dataUpdatedAt } }) =>
        options.from === undefined &&
        data !== undefined &&
        waitForDay(calendar, data.range.timeZone, { asOf: data.asOf, dataUpdatedAt }),
    });
    return { ...useHookStatus(query), waste: query.data, refreshing: query.isPlaceholderData };
  };
}
