import fc from "fast-check";
import { expect, test } from "vitest";
import { Temporal } from "temporal-polyfill";
import { addDays, isCalendarDate } from "./calendar-date";

test.each(["2026-02-30", "2025-02-29", "2026-13-01", "2026-1-1", "2026-01-01T00:00:00Z", "20260101", "", "today"])(
  "%j is no date of the calendar",
  (date) => {
    expect(isCalendarDate(date)).toBe(false);
    expect(() => addDays(date, 1)).toThrow(RangeError);
  },
);

test("days are counted as the calendar counts them", () => {
  const date = fc.date({ min: new Date("1600-01-01"), max: new Date("9000-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(date, fc.integer({ min: -200_000, max: 200_000 }), (at, days) => {
      const from = at.toISOString().slice(0, 10);
      expect(addDays(from, days)).toBe(Temporal.PlainDate.from(from).add({ days }).toString());
    }),
  );
});

test("a leap day is a date, and the years 0000 to 9999 have dates", () => {
  for (const date of ["2024-02-29", "0000-01-01", "9999-12-31"]) expect(isCalendarDate(date)).toBe(true);
});
