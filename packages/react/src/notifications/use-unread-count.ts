import { useEffect } from "react";
import type { PipelineClient } from "../client";
import { type HookStatus, useHookStatus } from "../hook-status";
import { RECENT } from "../policy-inputs";
import { usePageInbox } from "./inbox-of";
import { usePendingChanges } from "./use-pending";

/** `count` is exact and undefined until it is known; `version` is the state of the inbox it belongs to. */
export type UseUnreadCount = HookStatus & { count: number | undefined; version: number | undefined };

export function makeUseUnreadCount(trpc: PipelineClient) {
  /** The badge. It moves with what happens, and at once with what is being marked. */
  return function useUnreadCount(): UseUnreadCount {
    const { inbox, state } = usePageInbox(trpc);
    // The first look; from then on the inbox follows the changes.
    const query = trpc.notifications.list.useInfiniteQuery(RECENT, {
      getNextPageParam: (page) => page.nextCursor,
      trpc: { context: { skipBatch: true } },
    });
    const page = query.data?.pages[0];
    useEffect(() => {
      if (page) inbox.see(page);
    }, [inbox, page]);
    const pending = usePendingChanges(trpc);
    const seen = page && { version: page.version, count: page.unreadCount };
    // A page may be there a moment before the inbox has taken note of it.
    const newest = seen && seen.version > (state?.unread.version ?? -1) ? seen : state?.unread;
    const trouble = inbox.trouble();
    const error = query.error ?? (trouble instanceof Error ? trouble : null);
    return {
      ...useHookStatus({ data: query.data, error, refetch: state ? inbox.poll : query.refetch }),
      count: (pending.length > 0 ? inbox.count(pending) : undefined) ?? newest?.count,
      version: state?.version ?? page?.version,
    };
  };
}
