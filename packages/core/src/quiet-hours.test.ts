import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isQuiet } from "./quiet-hours";
import { HOUR, MINUTE, ms, ODD_ZONES, wallClock } from "./testing/zones";

const NIGHT = { from: "22:00", to: "07:00" };
const quiet = (hours: { from: string; to: string } | null, timeZone: string, iso: string) =>
  isQuiet(hours, timeZone, ms(iso));

/** Hours of the night after `from` that are quiet in Berlin. */
function hoursQuiet(from: string): number {
  const start = ms(from);
  let minutes = 0;
  for (let at = start; at < start + 20 * HOUR; at += MINUTE) if (isQuiet(NIGHT, "Europe/Berlin", at)) minutes++;
  return minutes / 60;
}

describe("quiet hours", () => {
  test("begin with their first minute and end before their last", () => {
    const hours = { from: "09:30", to: "17:00" };
    expect(quiet(hours, "UTC", "2026-03-10T09:29:59.999Z")).toBe(false);
    expect(quiet(hours, "UTC", "2026-03-10T09:30:00.000Z")).toBe(true);
    expect(quiet(hours, "UTC", "2026-03-10T16:59:59.999Z")).toBe(true);
    expect(quiet(hours, "UTC", "2026-03-10T17:00:00.000Z")).toBe(false);
  });

  test("may go over midnight", () => {
    const clocks = ["21:59", "22:00", "00:00", "06:59", "07:00", "12:00"];
    expect(clocks.map((clock) => quiet(NIGHT, "UTC", `2026-03-10T${clock}:00.000Z`))).toEqual([
      false,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  test("are those of the zone", () => {
    expect(quiet(NIGHT, "Asia/Kolkata", "2026-03-10T16:29:00Z")).toBe(false);
    expect(quiet(NIGHT, "Asia/Kolkata", "2026-03-10T16:30:00Z")).toBe(true);
    expect(quiet(NIGHT, "America/New_York", "2026-03-10T16:30:00Z")).toBe(false);
  });

  test("that begin when they end are never, and none are none", () => {
    for (let hour = 0; hour < 24; hour++) {
      const at = ms("2026-03-10T00:00:00Z") + hour * HOUR;
      expect(isQuiet({ from: "00:00", to: "00:00" }, "UTC", at)).toBe(false);
      expect(isQuiet({ from: "13:00", to: "13:00" }, "UTC", at)).toBe(false);
      expect(isQuiet(null, "UTC", at)).toBe(false);
    }
  });

  test("end where the clock jumps over their end", () => {
    // New York goes from 01:59 EST to 03:00 EDT.
    const hours = { from: "22:00", to: "02:30" };
    expect(quiet(hours, "America/New_York", "2026-03-08T06:59:00Z")).toBe(true);
    expect(quiet(hours, "America/New_York", "2026-03-08T07:00:00Z")).toBe(false);
    expect(quiet({ from: "02:00", to: "03:00" }, "America/New_York", "2026-03-08T07:00:00Z")).toBe(false);
  });

  test("hold in both of an hour that the clock shows twice", () => {
    // New York goes from 01:59 EDT back to 01:00 EST.
    const hours = { from: "01:00", to: "02:00" };
    expect(quiet(hours, "America/New_York", "2026-11-01T05:30:00Z")).toBe(true);
    expect(quiet(hours, "America/New_York", "2026-11-01T06:30:00Z")).toBe(true);
    expect(quiet(hours, "America/New_York", "2026-11-01T07:00:00Z")).toBe(false);
  });

  test("are as long a night as the clock says, the nights of a change of clocks included", () => {
    expect(hoursQuiet("2026-03-10T14:00:00Z")).toBe(9);
    expect(hoursQuiet("2026-03-28T14:00:00Z")).toBe(8);
    expect(hoursQuiet("2026-10-24T14:00:00Z")).toBe(10);
  });

  test("in an unknown zone throw", () => {
    expect(() => isQuiet(NIGHT, "Mars/Olympus", 0)).toThrow(RangeError);
  });

  test("of any two times split the day between them, in any zone", () => {
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
    fc.assert(
      fc.property(
        time,
        time,
        fc.constantFrom(...ODD_ZONES),
        fc.integer({ min: 1.3e12, max: 1.9e12 }),
        (a, b, zone, at) => {
          fc.pre(a !== b);
          expect(isQuiet({ from: a, to: b }, zone, at)).toBe(!isQuiet({ from: b, to: a }, zone, at));
          const clock = wallClock(zone)(at).slice(11);
          if (clock === a) expect(isQuiet({ from: a, to: b }, zone, at)).toBe(true);
        },
      ),
    );
  });
});
