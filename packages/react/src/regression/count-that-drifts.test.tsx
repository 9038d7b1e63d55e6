import { act, cleanup, renderHook } from "@testing-library/react";
import { useLayoutEffect } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useMarkRead, useNotifications, useUnreadCount } from "../hooks";
import { openModelPage } from "../inbox/testing/model-page";

// What people say of other inboxes: the count is off after marking, and a late answer brings an old one back.
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

async function openInbox(count: number) {
  const page = await openModelPage();
  for (let i = 0; i < count; i++) await page.tell();
  const badges: (number | undefined)[] = [];
  const { result } = renderHook(
    () => {
      const shown = {
        all: useNotifications(),
        unread: useNotifications({ filter: "unread" }),
        badge: useUnreadCount(),
        marks: useMarkRead(),
      };
      const { count: badge } = shown.badge;
      useLayoutEffect(() => {
        if (badges.at(-1) !== badge) badges.push(badge);
      }, [badge]);
      return shown;
    },
    { wrapper: page.wrapper },
  );
  await pass(1_000);
  return { page, result, badges };
}

test("after marks in any order of answers the badge is the unread list, and no number shows in between", async () => {
  const { page, result, badges } = await openInbox(9);
  for (let i = 0; i < 6; i++) {
    const release = i % 2 === 0 ? page.hold("notifications.markRead") : page.hold("notifications.poll");
    const id = result.current.unread.items[i % 3]?.id ?? "";
    act(() => result.current.marks.markRead(id));
    await pass(i * 3_000);
    release();
    await pass(1_000);
    expect(result.current.unread.items).toHaveLength(result.current.badge.count ?? -1);
  }
  await pass(10_000);
  expect(badges.filter((badge) => badge !== undefined)).toEqual([9, 8, 7, 6, 5, 4, 3]);
  expect((await page.server.truth()).unread).toBe(3);
});

test("an answer that is late never brings an old count back", async () => {
  const { page, result, badges } = await openInbox(3);
  const release = page.hold("notifications.list");
  act(() => result.current.unread.retry());
  await pass(10);
  const upTo = result.current.badge.version ?? 0;
  act(() => result.current.marks.markAllRead({ upTo }));
  await pass(6_000);
  expect(result.current.badge.count).toBe(0);
  release();
  await pass(10_000);
  expect(badges.filter((badge) => badge !== undefined)).toEqual([3, 0]);
  expect(result.current.unread.items).toEqual([]);
});

test("what is read or removed elsewhere leaves the badge without a reload", async () => {
  const { page, result } = await openInbox(3);
  await page.server.notify(0, { key: "short", at: 0, groupKey: null, expiresAt: 20_000 });
  await pass(6_000);
  expect(result.current.badge.count).toBe(4);
  await pass(30_000);
  expect(result.current.badge.count).toBe(3);
  await page.server.change(0, { kind: "markAllRead", upTo: 99, types: undefined });
  await pass(6_000);
  expect([result.current.badge.count, result.current.unread.items.length]).toEqual([0, 0]);
});

test("a list that is read on while it must be read anew ends up whole", async () => {
  const { page, result } = await openInbox(30);
  expect(result.current.unread).toMatchObject({ hasMore: true });
  // More than a poll carries.
  for (let i = 0; i < 250; i++) await page.tell();
  const release = page.hold("notifications.list");
  await pass(6_000);
  act(() => result.current.unread.loadMore());
  await pass(10);
  release();
  await pass(1_000);
  expect(result.current.badge.count).toBe(280);
  const { unread } = (await page.server.truth()).lists;
  const shown = result.current.unread.items.map(({ id }) => id);
  expect(shown).toEqual(unread.slice(0, shown.length).map(({ id }) => id));
});
