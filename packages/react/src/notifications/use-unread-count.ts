import { notifyManager, useQueryClient } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import { useCallback, useSyncExternalStore } from "react";
import type { PipelineClient } from "../client";
import { type HookStatus, useHookStatus } from "../hook-status";
import { ensurePolicy } from "../policy";
import { UNREAD } from "../policy-inputs";
import { freshestPage } from "./snapshot";
import { pendingCount } from "./pending";
import { useInboxNews } from "./use-inbox-news";
import { usePendingChanges } from "./use-pending";

/** `count` is exact and undefined until it is known; `version` is the state of the inbox it belongs to. */
export type UseUnreadCount = HookStatus & { count: number | undefined; version: number | undefined };

export function makeUseUnreadCount(trpc: PipelineClient) {
  /** The badge. Polled while the page is visible; it moves at once with what is being marked. */
  return function useUnreadCount(): UseUnreadCount {
    const client = useQueryClient();
    ensurePolicy(client, trpc);
    const query = trpc.notifications.list.useInfiniteQuery(UNREAD, {
      getNextPageParam: (page) => page.nextCursor,
      trpc: { context: { skipBatch: true } },
    });
    // Batched: the cache also speaks while another component renders.
    const subscribe = useCallback(
      (onChange: () => void) => client.getQueryCache().subscribe(notifyManager.batchCalls(onChange)),
      [client],
    );
    const freshest = () => freshestPage(client, getQueryKey(trpc.notifications.list));
    const page = useSyncExternalStore(subscribe, freshest, freshest);
    const pending = usePendingChanges(trpc);
    useInboxNews(trpc, page);
    return {
      ...useHookStatus(query),
      count: page && pendingCount(page, pending),
      version: page?.version,
    };
  };
}
