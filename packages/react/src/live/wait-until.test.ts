import * as calendar from "@pipeline/core/time-zone";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { waitForDay, waitUntil } from "./wait-until";

const SECOND = 1000;
const HOUR = 3_600_000;
const asOf = "2026-03-28T23:00:00.000Z";
const at = Date.parse(asOf);

beforeEach(() => vi.useFakeTimers({ toFake: ["Date"], now: at }));
afterEach(() => vi.useRealTimers());

test("waits from the answer's own instant to the first of some, whatever the page's clock says", () => {
  const sooner = Date.now() - 3 * HOUR;
  vi.setSystemTime(sooner);
  expect(waitUntil([at + 2 * HOUR, at + HOUR], { asOf, dataUpdatedAt: sooner })).toBe(HOUR);
});

test("counts what has passed since the answer came, and nothing where the clock was set back", () => {
  const answer = { asOf, dataUpdatedAt: at };
  vi.setSystemTime(at + 40 * 60 * SECOND);
  expect(waitUntil([at + HOUR], answer)).toBe(20 * 60 * SECOND);
  vi.setSystemTime(at - HOUR);
  expect(waitUntil([at + HOUR], answer)).toBe(HOUR);
});

test("never waits longer than a browser can, nor asks without a pause what should have changed", () => {
  const answer = { asOf, dataUpdatedAt: at };
  expect(waitUntil([at + 31 * 24 * HOUR], answer)).toBe(24 * HOUR);
  expect(waitUntil([at - HOUR], answer)).toBe(5 * SECOND);
});

test("a day ends when the zone says so, also the day that is an hour short", () => {
  const answer = { asOf, dataUpdatedAt: at };
  expect(waitForDay(calendar, "UTC", answer)).toBe(HOUR);
  expect(waitForDay(calendar, "Europe/Berlin", answer)).toBe(23 * HOUR);
  expect(waitForDay(undefined, "UTC", answer)).toBe(false);
});
