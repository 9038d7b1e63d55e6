import fc from "fast-check";
import { expect, test } from "vitest";
import { clockDate } from "./clock-date";
import { ODD_ZONES } from "./testing/zones";
import { localDate } from "./time-zone";

const instant = fc.date({
  min: new Date("2012-01-01T00:00:00Z"),
  max: new Date("2040-01-01T00:00:00Z"),
  noInvalidDate: true,
});

test.each(ODD_ZONES)("in %s the clock's date is the day's, whatever its clocks do", (timeZone) => {
  fc.assert(
    fc.property(instant, (at) => {
      expect(clockDate(+at, timeZone)).toBe(localDate(+at, timeZone));
    }),
  );
});

test("minutes that are repeated over midnight are dated as they look", () => {
  // At 00:01 on October 29 clocks went back to 23:01.
  const again = Date.parse("2006-10-29T02:40:00Z");
  expect(clockDate(again, "America/St_Johns")).toBe("2006-10-28");
  expect(localDate(again, "America/St_Johns")).toBe("2006-10-29");
});

test("an unknown zone is refused", () => {
  expect(() => clockDate(0, "Mars/Olympus")).toThrow(RangeError);
});
