import { useEffect, useMemo } from "react";
import type { PipelineClient } from "../client";
import { type HookPages, useHookPages } from "../hook-pages";
import type { Notification, UseNotificationsOptions } from "../types";
import { usePageInbox } from "./inbox-of";
import { listNow } from "./rows";
import { usePendingChanges } from "./use-pending";
import { makeUseUnreadCount } from "./use-unread-count";

/** `version` is the state the rows are shown at: give it to `markAllRead({ upTo })`. */
export type UseNotifications = HookPages<Notification> & {
  unreadCount: number | undefined;
  version: number | undefined;
};

const NO_NEWS = { rows: new Map<string, Notification>(), removed: new Set<string>() };

export function makeUseNotifications(trpc: PipelineClient) {
  const useUnreadCount = makeUseUnreadCount(trpc);

  /** The inbox, newest first: what was read of it, with every change since. */
  return function useNotifications(options: UseNotificationsOptions = {}): UseNotifications {
    const { inbox, state } = usePageInbox(trpc);
    const query = trpc.notifications.list.useInfiniteQuery(options, {
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
    const key = JSON.stringify(options);
    // Hosts write their options where they use them: the same ones are the same list.
    const asked = useMemo((): UseNotificationsOptions => JSON.parse(key), [key]);
    const { rows, removed } = state ?? NO_NEWS;
    const items = useMemo(
      () => listNow({ pages: pages ?? [], options: asked }, { rows, removed }, pending),
      [pages, asked, rows, removed, pending],
    );
    return {
      ...paged,
      items,
      unreadCount: count,
      version: first && Math.max(first.version, state?.version ?? 0),
    };
  };
}
