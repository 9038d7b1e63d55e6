import { act, renderHook } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { UseNotificationsOptions } from "../types";
import { makeRow } from "./testing";
import type { UseNotifications } from "../notifications/use-notifications";
import { createUseNotificationBell } from "./use-notification-bell";

const send = vi.fn<() => void>();
const asked = vi.fn<(options: UseNotificationsOptions) => void>();

function openHook(count: number) {
  const useNotificationBell = createUseNotificationBell({
    useNotifications: (options): UseNotifications => {
      asked(options);
      return {
        status: "ready",
        error: undefined,
        retry: send,
        items: [makeRow()],
        hasMore: false,
        loadingMore: false,
        refreshing: false,
        loadMore: send,
        unreadCount: count,
        version: 4,
      };
    },
    useUnreadCount: () => ({ status: "ready", error: undefined, retry: send, count, version: 4 }),
    useMarkRead: () => ({
      markRead: send,
      markUnread: send,
      archive: send,
      unarchive: send,
      markAllRead: send,
      snooze: send,
      pending: false,
      error: undefined,
      failed: undefined,
      retry: send,
    }),
    useLastChange: () => ({
      change: undefined,
      undo: send,
      dismiss: send,
      pending: false,
      error: undefined,
      retry: send,
    }),
    useNewNotifications: () => {},
  });
  asked.mockClear();
  return renderHook(() => useNotificationBell({ timeZone: "UTC" })).result;
}
const filters = () => [...new Set(asked.mock.calls.map(([{ filter }]) => filter))];

test("it asks for the latest, which the first tab shows, and for another tab's list once it is chosen", () => {
  const bell = openHook(1);
  expect(filters()).toEqual(["all"]);
  act(() => bell.current.setTab("archived"));
  expect(filters()).toEqual(["all", "archived"]);
});

test("the badge is a word for the eye, the count is exact", () => {
  expect([openHook(0).current.badge, openHook(99).current.badge, openHook(100).current.badge]).toEqual([
    undefined,
    "99",
    "99+",
  ]);
  expect(openHook(100).current.count).toBe(100);
});

test("everything is marked up to what is shown", () => {
  openHook(1).current.inbox.markAllRead?.();
  expect(send).toHaveBeenLastCalledWith({ upTo: 4 });
});

test("going somewhere closes the panel", () => {
  const goes = vi.spyOn(window.location, "assign").mockImplementation(() => {});
  const bell = openHook(1);
  act(() => bell.current.setOpen(true));
  act(() => bell.current.navigate("/costs"));
  expect(bell.current.isOpen).toBe(false);
  expect(goes).toHaveBeenCalledWith("/costs");
});
