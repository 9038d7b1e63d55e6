import { act, cleanup, render, renderHook } from "@testing-library/react";
import { Profiler, StrictMode } from "react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { useMarkRead, useNotifications, useUnreadCount } from "../hooks";
import { openModelPage } from "../inbox/testing/model-page";

// What people say of other hooks: they leak in strict mode, poll once a component, and loop when a callback is new.
const SECOND = 1000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
});
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

/** How many listeners were added to the page and not taken away. */
function watchListeners(): () => number {
  const spies = [window, document].map((target) => ({
    added: vi.spyOn(target, "addEventListener"),
    removed: vi.spyOn(target, "removeEventListener"),
  }));
  return () => spies.reduce((sum, { added, removed }) => sum + added.mock.calls.length - removed.mock.calls.length, 0);
}

function Badge() {
  return <output>{useUnreadCount().count}</output>;
}
function Inbox() {
  return (
    <ul>
      {useNotifications().items.map(({ id }) => (
        <li key={id} />
      ))}
    </ul>
  );
}

describe("a badge", () => {
  test("is not drawn again by polls that bring nothing, nor by costs and jobs that move", async () => {
    const page = await openModelPage();
    await page.tell();
    const onRender = vi.fn<() => void>();
    const { container } = render(
      <Profiler id="badge" onRender={onRender}>
        <Badge />
      </Profiler>,
      { wrapper: page.wrapper },
    );
    await pass(SECOND);
    expect(container.textContent).toBe("1");
    onRender.mockClear();
    const before = page.polls();
    await pass(600 * SECOND);
    expect([page.polls() - before > 100, onRender.mock.calls.length]).toEqual([true, 0]);
    await page.tell();
    await pass(6 * SECOND);
    expect([container.textContent, onRender.mock.calls.length]).toEqual(["2", 1]);
  });
});

describe("twenty components in strict mode", () => {
  test("are one poller, one first look, and nothing once they are gone", async () => {
    const page = await openModelPage();
    const listeners = watchListeners();
    const many = (
      <StrictMode>
        {Array.from({ length: 20 }, (_, i) => (
          <div key={i}>
            <Badge />
            <Inbox />
          </div>
        ))}
      </StrictMode>
    );
    const { unmount } = render(many, { wrapper: page.wrapper });
    await pass(SECOND);
    expect(listeners()).toBeGreaterThan(0);
    const [polls, lists] = [page.polls(), page.calls.filter((path) => path === "notifications.list").length];
    await pass(100 * SECOND);
    expect(page.polls() - polls).toBeGreaterThan(16);
    expect(page.polls() - polls).toBeLessThan(24);
    expect(lists).toBe(2);
    unmount();
    page.client.clear();
    await pass(100 * SECOND);
    const after = page.calls.length;
    await pass(600 * SECOND);
    expect([page.calls.length - after, listeners(), vi.getTimerCount()]).toEqual([0, 0, 0]);
  });
});

test("functions of the hooks stay the same ones, so that an effect may depend on them", async () => {
  const page = await openModelPage();
  const { result, rerender } = renderHook(
    () => ({ list: useNotifications({ filter: "unread" }), marks: useMarkRead(), badge: useUnreadCount() }),
    { wrapper: page.wrapper },
  );
  await pass(SECOND);
  const functions = () => {
    const { list, marks, badge } = result.current;
    return [list.retry, list.items, marks.markRead, marks.markAllRead, marks.archive, marks.snooze, badge.retry];
  };
  const before = functions();
  rerender();
  expect(functions().map((each, i) => each === before[i])).toEqual(before.map(() => true));
});
