import { describe, expect, test } from "vitest";
import { comingTime, dayTitle, exactTime, groupByDay, relativeTime } from "./words";

const now = Date.parse("2026-03-10T12:00:00.000Z");
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();
const BERLIN = "Europe/Berlin";

describe("how long ago", () => {
  test.each([
    [-30, "just now"],
    [59, "just now"],
    [60, "1m ago"],
    [3599, "59m ago"],
    [3600, "1h ago"],
    [86_399, "23h ago"],
    [86_400, "1d ago"],
    [6 * 86_400, "6d ago"],
    [7 * 86_400, "Mar 3"],
    [100 * 86_400, "Nov 30, 2025"],
  ])("%d seconds are %s", (seconds, words) => expect(relativeTime(ago(seconds), now, "UTC")).toBe(words));
});

test("the exact time names its zone", () => {
  expect(exactTime("2026-03-10T12:00:00.000Z", BERLIN)).toBe("Mar 10, 2026, 13:00:00 GMT+1");
  expect(exactTime("2026-03-10T12:00:00.000Z", "UTC")).toBe("Mar 10, 2026, 12:00:00 UTC");
});

test("what comes is today's clock, tomorrow's, or a date", () => {
  expect(comingTime("2026-03-10T18:00:00.000Z", now, "UTC")).toBe("18:00");
  expect(comingTime("2026-03-10T18:00:00.000Z", now, "Asia/Tokyo")).toBe("tomorrow, 03:00");
  expect(comingTime("2026-03-16T08:00:00.000Z", now, BERLIN)).toBe("Mon, Mar 16, 09:00");
});

test("days are those of the account's zone", () => {
  expect(dayTitle("2026-03-09T23:30:00.000Z", now, "UTC")).toBe("Yesterday");
  expect(dayTitle("2026-03-09T23:30:00.000Z", now, BERLIN)).toBe("Today");
  expect(dayTitle("2026-03-08T12:00:00.000Z", now, BERLIN)).toBe("Sunday, Mar 8");
  expect(dayTitle("2025-03-08T12:00:00.000Z", now, BERLIN)).toBe("Saturday, Mar 8, 2025");
});

test("yesterday is the day before also after a night of 23 hours", () => {
  const afterTheNight = Date.parse("2026-03-29T22:30:00.000Z");
  expect(dayTitle("2026-03-29T10:00:00.000Z", afterTheNight, BERLIN)).toBe("Yesterday");
  const earlyMonday = Date.parse("2026-03-30T22:10:00.000Z");
  expect(dayTitle("2026-03-30T10:00:00.000Z", earlyMonday, BERLIN)).toBe("Yesterday");
});

test("rows keep their order under their days", () => {
  const rows = [10, 20, 90_000].map((seconds, id) => ({ id, sortAt: ago(seconds) }));
  expect(groupByDay(rows, now, "UTC").map(({ title, rows: day }) => [title, day.map(({ id }) => id)])).toEqual([
    ["Today", [0, 1]],
    ["Yesterday", [2]],
  ]);
});
