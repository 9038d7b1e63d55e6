import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lazyInbox, type PageInbox } from "./lazy-inbox";

const SECOND = 1000;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An inbox whose code does not come. */
function openLost() {
  const load = vi.fn<() => Promise<PageInbox>>().mockRejectedValue(new Error("It was lost on its way."));
  return { load, inbox: lazyInbox(load) };
}

test("an inbox that cannot be loaded is tried again every ten seconds, however many use it, and not once they are gone", async () => {
  const { load, inbox } = openLost();
  const stops = [];
  for (let i = 0; i < 5; i++) {
    stops.push(inbox.start());
    await vi.advanceTimersByTimeAsync(SECOND);
  }
  await vi.advanceTimersByTimeAsync(56 * SECOND);
  expect(load).toHaveBeenCalledTimes(7);
  for (const stop of stops) stop();
  await vi.advanceTimersByTimeAsync(60 * SECOND);
  expect([load.mock.calls.length, vi.getTimerCount()]).toEqual([7, 0]);
});

test("what cannot be loaded cannot poll, and that is no error", async () => {
  await expect(openLost().inbox.poll()).resolves.toBeUndefined();
});
