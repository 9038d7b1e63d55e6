import { useCallback, useMemo } from "react";
import { type HookStatus, useHookStatus } from "./hook-status";

/** The pages of a list, as one. `refreshing`: the rows of the list before are shown until the new ones are there. */
export type HookPages<Row> = HookStatus & {
  items: readonly Row[];
  hasMore: boolean;
  loadingMore: boolean;
  refreshing: boolean;
  loadMore: () => void;
};

type PagedQuery<Row> = {
  data: { pages: { items: Row[] }[] } | undefined;
  error: { message: string; data?: unknown } | null;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  isPlaceholderData: boolean;
  refetch: () => Promise<unknown>;
  fetchNextPage: () => Promise<unknown>;
};

/** The three states of a paged query, and its rows. */
export function useHookPages<Row>(query: PagedQuery<Row>): HookPages<Row> {
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  const status = useHookStatus(query, query.isFetchNextPageError ? fetchNextPage : query.refetch);
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage]);
  return {
    ...status,
    items: useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]),
    hasMore: hasNextPage,
    loadingMore: isFetchingNextPage,
    refreshing: query.isPlaceholderData,
    loadMore,
  };
}
