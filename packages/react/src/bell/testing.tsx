import { act, cleanup, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { onTestFinished, vi } from "vitest";
import type { Notification } from "../types";
import { createNotificationBell, type NotificationBellProps } from "./bell";
import type { InboxList, InboxMarks, UseLastChange } from "./types";

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
    markRead: vi.fn<InboxMarks["markRead"]>(),
    markUnread: vi.fn<InboxMarks["markUnread"]>(),
    archive: vi.fn<InboxMarks["archive"]>(),
    unarchive: vi.fn<InboxMarks["unarchive"]>(),
    snooze: vi.fn<NonNullable<InboxMarks["snooze"]>>(),
    markAllRead: vi.fn<InboxMarks["markAllRead"]>(),
    retry: vi.fn<() => void>(),
    undo: vi.fn<() => void>(),
    dismiss: vi.fn<() => void>(),
    loadMore: vi.fn<() => void>(),
  };
  const state: {
    items: Notification[];
    hasMore: boolean;
    error: InboxMarks["error"];
    change: UseLastChange["change"];
  } = { items: [], hasMore: false, error: undefined, change: undefined };
  let arrived: ((rows: readonly Notification[]) => void) | undefined;

  const { undo, dismiss, loadMore, ...marks } = spies;
  const Bell = createNotificationBell({
    useNotifications: ({ filter }): InboxList => ({
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
    useUnreadCount: () => ({ count: state.items.filter(({ read }) => !read).length }),
    useMarkRead: () => ({ ...marks, error: state.error }),
    useLastChange: () => ({ change: state.change, undo, dismiss }),
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
