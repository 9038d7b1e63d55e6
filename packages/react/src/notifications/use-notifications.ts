import type { NotificationType } from "@pipeline/core/notification-looks";
import { useEffect, useMemo } from "react";
import type { PipelineClient } from "../client";
import { type HookPages, useHookPages } from "../hook-pages";
import type { ListInput, NotificationOf, UseNotificationsOptions } from "../types";
import { usePageInbox } from "./inbox-of";
import type { News } from "./rows";
import { ofTypes } from "./of-types";
import { usePendingChanges } from "./use-pending";
import { makeUseUnreadCount } from "./use-unread-count";

/** `version` is the state the rows are shown at: give it to `markAllRead({ upTo })`. */
export type UseNotifications<T extends NotificationType = NotificationType> = HookPages<NotificationOf<T>> & {
  unreadCount: number | undefined;
  version: number | undefined;
};

const NO_NEWS: News = { rows: new Map(), removed: new Set() };

export function makeUseNotifications(trpc: PipelineClient) {
  const useUnreadCount = makeUseUnreadCount(trpc);

  /** The inbox, newest first: what was read of it, with every change since. */
  return function useNotifications<T extends NotificationType = NotificationType>(
    options: UseNotificationsOptions<T> = {},
  ): UseNotifications<T> {
    const { inbox, state } = usePageInbox(trpc);
    const { type, types = type && [type], ...rest } = options;
    const input: ListInput = types ? { ...rest, types } : rest;
    const query = trpc.notifications.list.useInfiniteQuery(input, {
      getNextPageParam: (page) => page.nextCursor,
      trpc: { context: { skipBatch: true } },
    });
    const { count } = useUnreadCount();
    const pending = usePendingChanges(trpc);
    const paged = useHookPages(query);
    const pages = query.data?.pages;
    const [first, known] = [pages?.[0], state?.from ?? 0];
    const { refetch } = query;
    useEffect(() => {
      if (first === undefined) return;
      inbox.see(first);
      // Changes between the two are not known here. It may be asked for already, or have been read on instead.
      if (first.version < known) void refetch({ cancelRefetch: false });
    }, [inbox, first, pages, known, refetch]);
    const key = JSON.stringify(input);
    // Hosts write their options where they use them: the same ones are the same list.
    const asked = useMemo((): ListInput => JSON.parse(key), [key]);
    // The list follows what the inbox knows, and not each of its versions.
    const { rows, removed } = state ?? NO_NEWS;
    const items = useMemo(
      () => inbox.list(pages ?? [], asked, { rows, removed }, pending),
      [inbox, pages, asked, rows, removed, pending],
    );
    return {
      ...paged,
      items: ofTypes(items, types),
      unreadCount: count,
      version: first && Math.max(first.version, state?.version ?? 0),
    };
  };
}
