import { act, cleanup, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { onTestFinished, vi } from "vitest";
import type { Notification } from "../types";
import { createNotificationBell, type NotificationBellProps } from "./bell";
import type { HookError } from "../hook-status";
import type { UseLastChange } from "../notifications/use-last-change";
import type { UseMarkRead } from "../notifications/use-mark-read";
import type { UseNotifications } from "../notifications/use-notifications";

type Fields = Partial<Omit<Notification, "metadata">> & { metadata?: Record<string, unknown> };

/** A notification of which only what matters is said. */
export function makeRow(fields: Fields = {}): Notification {
  const at = "2026-03-10T11:00:00.000Z";
  const row = {
    id: "row",
    userId: "user",
    jobId: null,
    type: "job_started",
    title: "Training Started",
    message: "It runs.",
    priority: "medium",
    read: false,
    actionUrl: "/training/jobs/1",
    metadata: {},
    groupKey: null,
    createdAt: at,
    sortAt: at,
    readAt: null,
    archivedAt: null,
    snoozedUntil: null,
    expiresAt: null,
    version: 1,
    ...fields,
  };
  // Of a payload only the names matter here.
  return row as Notification;
}

/** A bell over hooks that a test holds in its hand; every change shows at once. */
export function openFakeBell(props: NotificationBellProps = {}) {
  const spies = {
    markRead: vi.fn<UseMarkRead["markRead"]>(),
    markUnread: vi.fn<UseMarkRead["markUnread"]>(),
    archive: vi.fn<UseMarkRead["archive"]>(),
    unarchive: vi.fn<UseMarkRead["unarchive"]>(),
    snooze: vi.fn<UseMarkRead["snooze"]>(),
    markAllRead: vi.fn<UseMarkRead["markAllRead"]>(),
    retry: vi.fn<() => void>(),
    askAgain: vi.fn<() => void>(),
    undo: vi.fn<() => void>(),
    undoAgain: vi.fn<() => void>(),
    dismiss: vi.fn<() => void>(),
    loadMore: vi.fn<() => void>(),
  };
  const state: {
    items: Notification[];
    hasMore: boolean;
    error: UseMarkRead["error"];
    trouble: HookError | undefined;
    failed: UseMarkRead["failed"];
    change: UseLastChange["change"];
    notUndone: UseLastChange["error"];
  } = {
    items: [],
    hasMore: false,
    error: undefined,
    trouble: undefined,
    failed: "markRead",
    change: undefined,
    notUndone: undefined,
  };
  let arrived: ((rows: readonly Notification[]) => void) | undefined;

  const { undo, undoAgain, dismiss, loadMore, askAgain: _ask, ...marks } = spies;
  const Bell = createNotificationBell({
    useNotifications: ({ filter }): UseNotifications => ({
      status: "ready",
      error: undefined,
      retry: spies.retry,
      items: state.items.filter(({ read, archivedAt }) =>
        filter === "archived" ? archivedAt !== null : archivedAt === null && (filter === "all" || !read),
      ),
      hasMore: state.hasMore,
      loadingMore: false,
      refreshing: false,
      loadMore,
      unreadCount: state.items.filter(({ read }) => !read).length,
      version: 9,
    }),
    useUnreadCount: () => ({
      status: "ready",
      count: state.items.filter(({ read }) => !read).length,
      version: 9,
      error: state.trouble,
      retry: spies.askAgain,
    }),
    useMarkRead: () => ({ ...marks, error: state.error, failed: state.failed, pending: false }),
    useLastChange: () => {
      const { change, notUndone: error } = state;
      return { change, undo, dismiss, pending: false, error, retry: undoAgain };
    },
    useNewNotifications: (onNew) => {
      arrived = onNew;
    },
  });
  const element = (children?: ReactNode) => (
    <>
      <Bell timeZone="UTC" {...props} />
      {children}
    </>
  );
  const page = render(element());
  onTestFinished(cleanup);
  return {
    ...spies,
    unmount: page.unmount,
    /** Changes what the hooks answer, and what stands beside the bell. */
    show: (next: Partial<typeof state>, children?: ReactNode) => {
      Object.assign(state, next);
      page.rerender(element(children));
    },
    arrive: (...rows: Notification[]) => act(() => arrived?.(rows)),
  };
}
