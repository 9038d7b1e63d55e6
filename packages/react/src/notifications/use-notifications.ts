import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { PipelineClient } from "../client";
import { type HookPages, useHookPages } from "../hook-pages";
import { ensurePolicy } from "../policy";
import type { Notification, UseNotificationsOptions } from "../types";
import { pendingRows } from "./pending";
import { makeUseUnreadCount } from "./use-unread-count";
import { usePendingChanges } from "./use-pending";

/** `version` is the state the rows were read at: give it to `markAllRead({ upTo })`. */
export type UseNotifications = HookPages<Notification> & {
  unreadCount: number | undefined;
  version: number | undefined;
};

export function makeUseNotifications(trpc: PipelineClient) {
  const useUnreadCount = makeUseUnreadCount(trpc);

  /** The inbox, newest first. Follows the badge: when the inbox has moved on, the list is read again. */
  return function useNotifications(options: UseNotificationsOptions = {}): UseNotifications {
    ensurePolicy(useQueryClient(), trpc);
    const query = trpc.notifications.list.useInfiniteQuery(options, {
      getNextPageParam: (page) => page.nextCursor,
      trpc: { context: { skipBatch: true } },
    });
    const unread = useUnreadCount();
    const pending = usePendingChanges(trpc);
    const pages = useHookPages(query);
    const version = query.isPlaceholderData ? undefined : query.data?.pages[0]?.version;
    const { refetch } = query;
    useEffect(() => {
      // A read that is under way may be as old as what is shown: it is begun anew.
      if (version !== undefined && (unread.version ?? 0) > version) void refetch();
    }, [version, unread.version, refetch]);
    const { items } = pages;
    const filter = options.filter ?? "all";
    return {
      ...pages,
      items: useMemo(() => pendingRows(items, pending, filter), [items, pending, filter]),
      unreadCount: unread.count,
      version,
    };
  };
}
