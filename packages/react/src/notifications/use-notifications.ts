import type { NotificationType } from "@pipeline/core/notification-looks";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { PipelineClient } from "../client";
import { type HookPages, useHookPages } from "../hook-pages";
import { ensurePolicy } from "../policy";
import type { NotificationOf, UseNotificationsOptions } from "../types";
import { ofTypes } from "./of-types";
import { pendingRows } from "./pending";
import { makeUseUnreadCount } from "./use-unread-count";
import { usePendingChanges } from "./use-pending";

/** `version` is the state the rows were read at: give it to `markAllRead({ upTo })`. */
export type UseNotifications<T extends NotificationType = NotificationType> = HookPages<NotificationOf<T>> & {
  unreadCount: number | undefined;
  version: number | undefined;
};

export function makeUseNotifications(trpc: PipelineClient) {
  const useUnreadCount = makeUseUnreadCount(trpc);

  /** The inbox, newest first. Follows the badge: when the inbox has moved on, the list is read again. */
  return function useNotifications<T extends NotificationType = NotificationType>(
    options: UseNotificationsOptions<T> = {},
  ): UseNotifications<T> {
    ensurePolicy(useQueryClient(), trpc);
    const { type, types = type && [type], ...input } = options;
    const query = trpc.notifications.list.useInfiniteQuery(types ? { ...input, types } : input, {
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
    const rows = useMemo(() => pendingRows(items, pending, filter), [items, pending, filter]);
    return {
      ...pages,
      items: ofTypes(rows, types),
      unreadCount: unread.count,
      version,
    };
  };
}
