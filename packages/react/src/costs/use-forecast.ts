import { useQueryClient } from "@tanstack/react-query";
import type { PipelineClient } from "../client";
import { type HookStatus, useHookStatus } from "../hook-status";
import { useCalendar } from "../live/calendar";
import { waitForDay } from "../live/wait-until";
import { ensurePolicy } from "../policy";
import type { Forecast, UseForecastOptions } from "../types";

/** `forecast`: spent + committed + trend = total, within low and high; `days` are the rest of the period. */
export type UseForecast = HookStatus & { forecast: Forecast | undefined };

export function makeUseForecast(trpc: PipelineClient) {
  /** What the account's month will have cost at its end, and what that is made of. */
  return function useForecast(options: UseForecastOptions = {}): UseForecast {
    ensurePolicy(useQueryClient(), trpc);
    const calendar = useCalendar();
    const query = trpc.costs.forecast.useQuery(options, {
      refetchInterval: ({ state: { data, dataUpdatedAt } }) =>
        data !== undefined && waitForDay(calendar, data.range.timeZone, { asOf: data.asOf, dataUpdatedAt }),
    });
    return { ...useHookStatus(query), forecast: query.data };
  };
}
