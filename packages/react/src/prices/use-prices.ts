import { useQueryClient } from "@tanstack/react-query";
import type { PipelineClient } from "../client";
import { type HookPages, useHookPages } from "../hook-pages";
import { ensurePolicy } from "../policy";
import type { Price, UsePricesOptions } from "../types";

export type UsePrices = HookPages<Price>;

export function makeUsePrices(trpc: PipelineClient) {
  /** The price catalogue: at an instant, or with all that held once or will. */
  return function usePrices(options: UsePricesOptions = {}): UsePrices {
    ensurePolicy(useQueryClient(), trpc);
    return useHookPages(trpc.prices.list.useInfiniteQuery(options, { getNextPageParam: (page) => page.nextCursor }));
  };
}
