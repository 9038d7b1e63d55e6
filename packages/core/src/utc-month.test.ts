import { describe, expect, test } from "vitest";
import { monthBefore, monthsUpTo, nextMonth } from "./utc-month";

const NOW = Date.parse("2026-03-10T12:00:00.000Z");

describe("what is wanted ends", () => {
  test.each([
    ["2026-03", "2026-03"],
    ["2026-03-01", "2026-03"],
    ["2026-03-10", "2026-03"],
    ["2026-02-28", "2026-02"],
    ["2025-12", "2025-12"],
  ])("%s with the month before %s: whole months alone are over", (before, end) => {
    expect(monthBefore(before, NOW)).toBe(end);
  });

  test.each(["2026-04", "2026-03-11", "2026-04-01", "9999-12"])("but not with %s, which is still to come", (before) => {
    expect(() => monthBefore(before, NOW)).toThrow("still to come");
  });

  test.each([
    "",
    "2026",
    "2026-3",
    "2026-13",
    "2026-00",
    "2026-02-30",
    "2026-03-10T00:00:00Z",
    "yesterday",
    "2026-03\n",
  ])("nor with %j, which is neither a month nor a date", (before) => {
    expect(() => monthBefore(before, NOW)).toThrow("--before takes a month or a date");
  });
});

test("months follow each other over the ends of years", () => {
  expect(monthsUpTo("2025-11", "2026-02")).toEqual(["2025-11", "2025-12", "2026-01"]);
  expect(monthsUpTo("2026-02", "2026-02")).toEqual([]);
  expect(monthsUpTo("2026-03", "2026-02")).toEqual([]);
  expect(nextMonth("0009-12")).toBe("0010-01");
});
