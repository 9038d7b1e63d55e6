import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTicker } from "./ticker";

let hidden = false;
let calm = false;

beforeEach(() => {
  [hidden, calm] = [false, false];
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance", "requestAnimationFrame"] });
  vi.spyOn(document, "hidden", "get").mockImplementation(() => hidden);
  vi.stubGlobal("matchMedia", () => ({ matches: calm }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function count(ms: number): number {
  const ticks = vi.fn<() => void>();
  const leave = createTicker().subscribe(ticks);
  vi.advanceTimersByTime(ms);
  leave();
  return ticks.mock.calls.length;
}

test("it ticks about ten times a second", () => {
  expect(count(10_000)).toBeGreaterThan(80);
  expect(count(10_000)).toBeLessThanOrEqual(100);
});

test("with reduced motion it ticks once a second", () => {
  calm = true;
  expect(count(10_000)).toBeGreaterThanOrEqual(9);
  expect(count(10_000)).toBeLessThanOrEqual(10);
});

test("it rests while the page is hidden, and is right at once when it is seen again", () => {
  const ticker = createTicker();
  const ticks = vi.fn<() => void>();
  const leave = ticker.subscribe(ticks);
  hidden = true;
  document.dispatchEvent(new Event("visibilitychange"));
  const asleep = ticker.now();
  const before = ticks.mock.calls.length;
  vi.advanceTimersByTime(60_000);
  expect(ticks.mock.calls.length - before).toBeLessThanOrEqual(1);
  hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  expect(ticker.now() - asleep).toBe(60_000);
  leave();
});

test("nothing runs when nobody listens any more", () => {
  const ticker = createTicker();
  const leave = ticker.subscribe(() => {});
  leave();
  expect(vi.getTimerCount()).toBe(0);
});
