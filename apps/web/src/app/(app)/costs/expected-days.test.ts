import { expect, test } from "vitest";
import { expectedDays } from "./expected-days";

const days = [{ start: "2026-11-30T10:00:00.000Z", label: "2026-11-30", amount: "5" }];
const range = { from: "2026-11-01T00:00:00.000Z", to: "2026-12-01T00:00:00.000Z", timeZone: "UTC" };
const byDay = { granularity: "day", timeZone: "UTC" } as const;

test("a chart by day that closes now goes on to the end of the month", () => {
  expect(expectedDays({ period: "month" }, byDay, { range, days })).toBe(days);
  expect(expectedDays({ period: "monthToDate" }, byDay, { range, days })).toBe(days);
});

test("no other does: of other windows, steps and zones, or without anything to expect", () => {
  expect(expectedDays({ period: "week" }, byDay, { range, days })).toBeUndefined();
  expect(expectedDays({ from: "2026-11-01", to: "2026-11-30" }, byDay, { range, days })).toBeUndefined();
  expect(expectedDays({ period: "month" }, { ...byDay, granularity: "week" }, { range, days })).toBeUndefined();
  expect(expectedDays({ period: "month" }, { ...byDay, timeZone: "Asia/Tokyo" }, { range, days })).toBeUndefined();
  const nothing = days.map((day) => ({ ...day, amount: "0" }));
  expect(expectedDays({ period: "month" }, byDay, { range, days: nothing })).toBeUndefined();
  expect(expectedDays({ period: "month" }, byDay, undefined)).toBeUndefined();
});
