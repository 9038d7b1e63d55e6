import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PERIODS, previousRange, type Range, resolveWindow, type Window } from "./period";
import { datesSpanned } from "./range";
import { DAY, HOUR, ms, ODD_ZONES } from "./testing/zones";
import { addDays, localDate, startOfLocalDate, startOfLocalDay } from "./time-zone";

const iso = ({ from, to }: Range): [string, string] => [new Date(from).toISOString(), new Date(to).toISOString()];

function resolved(window: Window, now: string, timeZone: string): [string, string] {
  return iso(resolveWindow(window, { timeZone, now: ms(now) }));
}

function previous(window: Window, now: string, timeZone: string): [string, string] {
  const range = resolveWindow(window, { timeZone, now: ms(now) });
  return iso(previousRange(window, range));
}

const instant = fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2030, 11, 31) });
const zone = fc.constantFrom(...ODD_ZONES);
const NOON = "2026-03-10T16:30:00.000Z";

describe("a window", () => {
  test.each([
    ["today", "2026-03-10T04:00:00.000Z", NOON],
    ["week", "2026-03-03T05:00:00.000Z", NOON],
    ["month", "2026-02-08T05:00:00.000Z", NOON],
    ["year", "2025-03-10T04:00:00.000Z", NOON],
    ["monthToDate", "2026-03-01T05:00:00.000Z", NOON],
    ["lastMonth", "2026-02-01T05:00:00.000Z", "2026-03-01T05:00:00.000Z"],
  ] as const)("of %s in New York, two days after the clocks changed", (period, from, to) => {
    expect(resolved({ period }, NOON, "America/New_York")).toEqual([from, to]);
  });

  test("without a word is the month", () => {
    expect(resolved({}, NOON, "UTC")).toEqual(resolved({ period: "month" }, NOON, "UTC"));
  });

  test("of a week counts 24-hour days back, so an hour's change may open it a date earlier", () => {
    expect(resolved({ period: "week" }, "2026-03-10T04:30:00Z", "America/New_York")[0]).toBe(
      "2026-03-02T05:00:00.000Z",
    );
  });

  test("of dates takes both days whole, also 23 and 25 hours long", () => {
    expect(resolved({ from: "2026-03-08", to: "2026-03-08" }, NOON, "America/New_York")).toEqual([
      "2026-03-08T05:00:00.000Z",
      "2026-03-09T04:00:00.000Z",
    ]);
    expect(resolved({ from: "2026-10-30", to: "2026-11-01" }, NOON, "America/New_York")).toEqual([
      "2026-10-30T04:00:00.000Z",
      "2026-11-02T05:00:00.000Z",
    ]);
  });

  test("of a date the zone skipped is empty", () => {
    const [from, to] = resolved({ from: "2011-12-30", to: "2011-12-30" }, NOON, "Pacific/Apia");
    expect(from).toBe(to);
  });

  test("with one date alone, a bad date or a bad zone throws", () => {
    const at = { timeZone: "UTC", now: ms(NOON) };
    expect(() => resolveWindow({ from: "2026-01-01" }, at)).toThrow(RangeError);
    expect(() => resolveWindow({ to: "2026-01-01" }, at)).toThrow(RangeError);
    expect(() => resolveWindow({ from: "2026-02-30", to: "2026-03-01" }, at)).toThrow(RangeError);
    expect(() => resolveWindow({}, { ...at, timeZone: "Mars/Olympus" })).toThrow(RangeError);
  });

  test("of a period opens at a day's start, and all but lastMonth close now", () => {
    fc.assert(
      fc.property(instant, zone, fc.constantFrom(...PERIODS), (now, timeZone, period) => {
        const range = resolveWindow({ period }, { timeZone, now });
        expect(startOfLocalDay(range.from, timeZone)).toBe(range.from);
        expect(range.from).toBeLessThanOrEqual(range.to);
        if (period !== "lastMonth") expect(range.to).toBe(now);
        else expect(localDate(range.to, timeZone).slice(8)).toBe("01");
      }),
    );
  });

  test("of week, month and year holds 7, 30 and 365 days and less than two more", () => {
    fc.assert(
      fc.property(instant, zone, (now, timeZone) => {
        for (const [period, days] of [
          ["week", 7],
          ["month", 30],
          ["year", 365],
        ] as const) {
          const { from } = resolveWindow({ period }, { timeZone, now });
          expect(now - from >= days * DAY && now - from < (days + 2) * DAY).toBe(true);
          expect(from).toBe(startOfLocalDay(now - days * DAY, timeZone));
        }
      }),
    );
  });
});

describe("what a window is compared with", () => {
  test("today meets the whole of yesterday", () => {
    expect(previous({ period: "today" }, "2026-05-10T16:30:00Z", "UTC")).toEqual([
      "2026-05-09T00:00:00.000Z",
      "2026-05-10T00:00:00.000Z",
    ]);
  });

  test("a week touches eight dates and meets the eight before", () => {
    expect(previous({ period: "week" }, "2026-05-10T16:30:00Z", "UTC")).toEqual([
      "2026-04-25T00:00:00.000Z",
      "2026-05-03T00:00:00.000Z",
    ]);
  });

  test("whole dates meet the same number of whole dates, whatever the clocks do", () => {
    expect(previous({ from: "2026-03-08", to: "2026-03-14" }, NOON, "America/New_York")).toEqual([
      "2026-03-01T05:00:00.000Z",
      "2026-03-08T05:00:00.000Z",
    ]);
  });

  test("dates that reach beyond now are still compared whole", () => {
    expect(previous({ from: "2026-03-10", to: "2026-03-12" }, NOON, "UTC")).toEqual([
      "2026-03-07T00:00:00.000Z",
      "2026-03-10T00:00:00.000Z",
    ]);
  });

  test("the month to date meets the month before to the same elapsed time, not beyond its end", () => {
    expect(previous({ period: "monthToDate" }, "2026-05-10T16:30:00Z", "UTC")).toEqual([
      "2026-04-01T00:00:00.000Z",
      "2026-04-10T16:30:00.000Z",
    ]);
    expect(previous({ period: "monthToDate" }, "2026-03-30T12:00:00Z", "UTC")).toEqual([
      "2026-02-01T00:00:00.000Z",
      "2026-03-01T00:00:00.000Z",
    ]);
  });

  test("last month meets as many days before it", () => {
    expect(previous({ period: "lastMonth" }, "2026-01-10T12:00:00Z", "UTC")).toEqual([
      "2025-10-31T00:00:00.000Z",
      "2025-12-01T00:00:00.000Z",
    ]);
  });

  test("a period's compared range opens at a day's start and overlaps the window never", () => {
    fc.assert(
      fc.property(instant, zone, fc.constantFrom(...PERIODS), (now, timeZone, period) => {
        const range = resolveWindow({ period }, { timeZone, now });
        const before = previousRange({ period }, range);
        expect(startOfLocalDay(before.from, timeZone)).toBe(before.from);
        expect(before.from <= before.to && before.to <= range.from).toBe(true);
        if (period === "monthToDate") expect(before.to - before.from).toBeLessThanOrEqual(now - range.from);
        else expect(before.to).toBe(range.from);
      }),
    );
  });

  test("dates meet as many dates, end to end", () => {
    const start = fc.integer({ min: 0, max: 7_000 });
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 400 }), zone, (first, count, timeZone) => {
        const from = addDays("2010-01-01", first);
        const window = { from, to: addDays(from, count - 1) };
        const now = Date.UTC(2031, 0, 1) + HOUR;
        const range = resolveWindow(window, { timeZone, now });
        // A skipped date has no instant to begin or end a range with; only Apia 2011-12-30 is one.
        fc.pre(localDate(range.from, timeZone) === from && datesSpanned(range) === count);
        const before = previousRange(window, range);
        expect(before).toEqual({
          from: startOfLocalDate(addDays(from, -count), timeZone),
          to: range.from,
          timeZone,
        });
      }),
    );
  });
});
