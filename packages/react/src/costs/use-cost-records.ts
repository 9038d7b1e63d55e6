import { useQueryClient } from "@tanstack/react-query";
import type { PipelineClient } from "../client";
import { ensurePolicy } from "../policy";
import type { CostRecord, UseCostRecordsOptions } from "../types";
import { type HookPages, useHookPages } from "../hook-pages";

/** `totalCount` is exact over all pages; undefined until the first is there. */
export type UseCostRecords = HookPages<CostRecord> & { totalCount: number | undefined };

export function makeUseCostRecords(trpc: PipelineClient) {
  /** The ledger of a window, newest first, page after page. */
  return function useCostRecords(options: UseCostRecordsOptions = {}): UseCostRecords {
    ensurePolicy(useQueryClient(), trpc);
    const query = trpc.costs.records.useInfiniteQuery(options, { getNextPageParam: (page) => page.nextCursor });
    return { ...useHookPages(query), totalCount: query.data?.pages[0]?.totalCount };
  };
}
