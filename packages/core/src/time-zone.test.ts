import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { changeDays, DAY, HOUR, MINUTE, ms, ODD_ZONES, wallClock } from "./testing/zones";
import {
  addDays,
  localDate,
  type LocalDay,
  localDayAt,
  nextLocalDay,
  startOfLocalDate,
  startOfLocalDay,
} from "./time-zone";

const FIRST = Date.UTC(2010, 0, 1);
const LAST = Date.UTC(2031, 0, 1);

// Walks until Intl's clock first shows the date or, where the zone skipped it, a later one: by the hour while four hours on it
// is not there yet, since clocks go back by three at the most, then by the minute.
function firstMinuteOf(date: string, timeZone: string): number {
  const clock = wallClock(timeZone);
  let at = ms(`${date}T00:00:00Z`) - 15 * HOUR;
  while (clock(at + 4 * HOUR) < date) at += HOUR;
  while (clock(at) < date) at += MINUTE;
  return at;
}

describe.each(ODD_ZONES)("the days of %s", (timeZone) => {
  test("start at the first minute that shows their date, around every change of clocks", { timeout: 20_000 }, () => {
    for (const change of changeDays(timeZone, 2010, 2031)) {
      for (const shift of [-1, 0, 1, 2]) {
        const date = new Date(change + shift * DAY).toISOString().slice(0, 10);
        const start = startOfLocalDate(date, timeZone);
        expect(start, date).toBe(firstMinuteOf(date, timeZone));
        expect(startOfLocalDay(start, timeZone), date).toBe(start);
      }
    }
  });

  test("follow one another from 2010 to 2030 without gap or overlap, 15 to 49 hours long", () => {
    const days: LocalDay[] = [];
    for (let at = FIRST; at < LAST; at = nextLocalDay(at, timeZone)) days.push(localDayAt(at, timeZone));
    const odd = days.filter(({ date, start, end }, index) => {
      const before = days[index - 1];
      const hours = (end - start) / HOUR;
      const follows = !before || (before.end === start && before.date < date);
      return !follows || hours < 15 || hours > 49 || localDayAt(end - 1, timeZone).start !== start;
    });
    expect(odd).toEqual([]);
  });

  test("begin on a quarter hour (UTC) from 2015 on, so that a quarter belongs to one day", () => {
    const crooked: number[] = [];
    for (let at = Date.UTC(2015, 0, 1); at < LAST; at = nextLocalDay(at, timeZone)) {
      if (startOfLocalDay(at, timeZone) % 900_000 !== 0) crooked.push(at);
    }
    expect(crooked).toEqual([]);
  });

  test("hold any instant, whose date is the clock's or, in minutes run through twice, the later one", () => {
    const clock = wallClock(timeZone);
    fc.assert(
      fc.property(fc.integer({ min: FIRST, max: LAST }), (at) => {
        const day = localDayAt(at, timeZone);
        expect(day.start <= at && at < day.end).toBe(true);
        expect(startOfLocalDate(day.date, timeZone)).toBe(day.start);
        expect(day.date >= clock(at).slice(0, 10)).toBe(true);
      }),
    );
  });
});

describe("a local day", () => {
  test("that midnight was taken from begins an hour later", () => {
    expect(startOfLocalDate("2015-10-18", "America/Sao_Paulo")).toBe(ms("2015-10-18T03:00:00Z"));
    expect(startOfLocalDate("2023-04-28", "Africa/Cairo")).toBe(ms("2023-04-27T22:00:00Z"));
  });

  test("with two midnights begins at the first", () => {
    expect(startOfLocalDate("2016-11-06", "America/Havana")).toBe(ms("2016-11-06T04:00:00Z"));
    expect(nextLocalDay(ms("2016-11-06T04:00:00Z"), "America/Havana")).toBe(ms("2016-11-07T05:00:00Z"));
  });

  test("that has begun keeps the minutes which fall back before its midnight", () => {
    const again = ms("2010-11-07T03:00:00Z");
    expect(wallClock("America/St_Johns")(again)).toBe("2010-11-06T23:30");
    expect(localDate(again, "America/St_Johns")).toBe("2010-11-07");
    expect(startOfLocalDay(again, "America/St_Johns")).toBe(ms("2010-11-07T02:30:00Z"));
  });

  test("may begin inside a gap that opens before midnight", () => {
    expect(startOfLocalDate("1919-03-31", "America/Toronto")).toBe(ms("1919-03-31T04:30:00Z"));
  });

  test("that was skipped starts with its successor and is nobody's date", () => {
    const gap = ms("2011-12-30T10:00:00Z");
    expect(startOfLocalDate("2011-12-30", "Pacific/Apia")).toBe(gap);
    expect(startOfLocalDate("2011-12-31", "Pacific/Apia")).toBe(gap);
    expect(localDate(gap, "Pacific/Apia")).toBe("2011-12-31");
    expect(localDate(gap - 1, "Pacific/Apia")).toBe("2011-12-29");
    expect(nextLocalDay(gap - 1, "Pacific/Apia")).toBe(gap);
  });

  test("of every zone begins on a quarter hour from 2015 on", () => {
    for (const timeZone of Intl.supportedValuesOf("timeZone")) {
      // Between changes midnights keep their offset, so the days around each change stand for all.
      let change: Temporal.ZonedDateTime | null = Temporal.ZonedDateTime.from(`2015-01-01T00:00[${timeZone}]`);
      for (; change && change.year < 2031; change = change.getTimeZoneTransition("next")) {
        const at = change.epochMilliseconds;
        const starts = [at - 1, at, at + DAY].map((near) => startOfLocalDay(near, timeZone) % 900_000);
        expect(starts, `${timeZone} ${at}`).toEqual([0, 0, 0]);
      }
    }
  });
});

describe("lookups", () => {
  test("give the same answer in any order, cached or not", () => {
    const lookup = fc.record({
      at: fc.integer({ min: FIRST, max: FIRST + 40 * DAY }),
      timeZone: fc.constantFrom(...ODD_ZONES),
    });
    fc.assert(
      fc.property(fc.array(lookup), (lookups) => {
        const forward = lookups.map(({ at, timeZone }) => localDayAt(at, timeZone));
        const backward = lookups.toReversed().map(({ at, timeZone }) => localDayAt(at, timeZone));
        expect(backward.toReversed()).toEqual(forward);
      }),
    );
  });

  test("do not depend on which days were looked up before", () => {
    const days = fc.uniqueArray(fc.integer({ min: 0, max: 200 * 365 }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(days, fc.constantFrom(...ODD_ZONES), (numbers, timeZone) => {
        for (const number of numbers) {
          const { date, start, end } = localDayAt(number * DAY, timeZone);
          expect([startOfLocalDate(date, timeZone), date]).toEqual([start, localDate(end - 1, timeZone)]);
        }
      }),
    );
  });

  test("stay right and bounded over more days and zones than are kept", () => {
    for (let day = 0; day < 9_000; day += 1) localDate(day * DAY, "UTC");
    for (let day = 0; day < 9_000; day += 97) expect(localDate(day * DAY, "UTC")).toBe(addDays("1970-01-01", day));
    const zones = Intl.supportedValuesOf("timeZone").slice(0, 150);
    const before = zones.map((zone) => startOfLocalDay(LAST, zone));
    expect(zones.map((zone) => startOfLocalDay(LAST, zone))).toEqual(before);
  });

  test("of two hundred thousand unsorted times take well under a second", () => {
    const began = performance.now();
    for (let index = 0; index < 200_000; index++) {
      startOfLocalDay(FIRST + ((index * 7_919_000_003) % (300 * DAY)), "America/New_York");
    }
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  test("with an unknown zone, a bad date or no instant throw", () => {
    expect(() => startOfLocalDay(0, "Mars/Olympus")).toThrow(RangeError);
    expect(() => startOfLocalDay(Number.NaN, "UTC")).toThrow(RangeError);
    expect(() => startOfLocalDay(9e15, "UTC")).toThrow(RangeError);
    expect(() => startOfLocalDate("2024-02-30", "UTC")).toThrow(RangeError);
    expect(() => addDays("yesterday", 1)).toThrow(RangeError);
  });

  test("of dates step over months and leap days", () => {
    expect([addDays("2024-02-28", 1), addDays("2024-03-01", -1), addDays("2023-12-31", 1)]).toEqual([
      "2024-02-29",
      "2024-02-29",
      "2024-01-01",
    ]);
  });
});
