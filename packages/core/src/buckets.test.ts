import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Bucket, bucketsOf, defaultGranularity, MAX_BUCKETS, TooManyBuckets } from "./buckets";
import { GRANULARITIES } from "./period-words";
import { type Range } from "./range";
import { changeDays, DAY, HOUR, ms, ODD_ZONES, wallClock } from "./testing/zones";
import { addDays, localDate, startOfLocalDate, startOfLocalDay } from "./time-zone";

const range = (from: string, to: string, timeZone: string): Range => ({
  from: startOfLocalDate(from, timeZone),
  to: startOfLocalDate(to, timeZone),
  timeZone,
});

// One assertion for a whole series: thousands of small ones would take longer than the work they check.
function expectGapFree(buckets: readonly Bucket[], { from, to }: Range): void {
  const starts = buckets.map(({ start }) => start);
  const ends = buckets.map(({ end }) => end);
  expect(starts.every((start, index) => start === (ends[index - 1] ?? from))).toBe(true);
  expect(buckets.every(({ start, end }) => start < end)).toBe(true);
  expect(ends.at(-1) ?? from).toBe(to);
}

describe.each(ODD_ZONES)("buckets in %s", (timeZone) => {
  test("have no gap and no overlap over 2010 to 2030", () => {
    const whole = range("2010-01-01", "2023-01-01", timeZone);
    const rest = range("2023-01-01", "2031-01-01", timeZone);
    for (const granularity of ["day", "week", "month"] as const) {
      for (const part of [whole, rest]) expectGapFree(bucketsOf(part, granularity), part);
    }
    expect(bucketsOf(whole, "month")).toHaveLength(13 * 12);
  });

  test("of a day are the local days, by date", () => {
    const year = range("2011-06-01", "2012-06-01", timeZone);
    for (const { start, label } of bucketsOf(year, "day")) {
      expect([startOfLocalDate(label, timeZone), localDate(start, timeZone)]).toEqual([start, label]);
    }
  });

  test("of an hour step absolute hours from each day's start and show the clock, around every change", () => {
    const clock = wallClock(timeZone);
    for (const change of changeDays(timeZone, 2010, 2031)) {
      const date = new Date(change).toISOString().slice(0, 10);
      const days = range(addDays(date, -1), addDays(date, 2), timeZone);
      const buckets = bucketsOf(days, "hour");
      expectGapFree(buckets, days);
      expect(buckets.map(({ label }) => label)).toEqual(buckets.map(({ start }) => clock(start)));
      const sound = ({ start, end }: Bucket): boolean =>
        end - start <= HOUR && (start - startOfLocalDay(start, timeZone)) % HOUR === 0;
      expect(buckets.every(sound)).toBe(true);
    }
  });

  test("cover any range exactly, whatever the granularity", () => {
    const from = fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2030, 0, 1) });
    const length = fc.integer({ min: 1, max: 200 * DAY });
    fc.assert(
      fc.property(from, length, fc.constantFrom(...GRANULARITIES), (start, size, granularity) => {
        const any = { from: start, to: start + size, timeZone };
        expectGapFree(bucketsOf(any, granularity), any);
      }),
    );
  });
});

const hoursOf = (date: string, zone: string): Bucket[] => bucketsOf(range(date, addDays(date, 1), zone), "hour");

describe("hours", () => {
  test("are 23 or 25 on the days the clocks change in New York", () => {
    expect(hoursOf("2026-03-08", "America/New_York")).toHaveLength(23);
    const autumn = hoursOf("2026-11-01", "America/New_York");
    expect(autumn).toHaveLength(25);
    expect(autumn.slice(0, 4).map(({ label }) => label.slice(11))).toEqual(["00:00", "01:00", "01:00", "02:00"]);
  });

  test("end in half a bucket on Lord Howe, whose clocks change by thirty minutes", () => {
    for (const [date, count] of [
      ["2026-10-04", 24],
      ["2026-04-05", 25],
    ] as const) {
      const hours = hoursOf(date, "Australia/Lord_Howe");
      const last = hours.at(-1);
      expect([hours.length, (last?.end ?? 0) - (last?.start ?? 0)]).toEqual([count, HOUR / 2]);
    }
  });

  test("keep the boundary's label when the range opens inside one", () => {
    const inside = {
      from: ms("2026-05-05T10:20:00Z"),
      to: ms("2026-05-05T11:20:00Z"),
      timeZone: "Asia/Kathmandu",
    };
    const boundary = ms("2026-05-05T11:15:00Z");
    expect(bucketsOf(inside, "hour")).toEqual([
      { start: inside.from, end: boundary, label: "2026-05-05T16:00" },
      { start: boundary, end: inside.to, label: "2026-05-05T17:00" },
    ]);
  });
});

describe("weeks and months", () => {
  test("a week is named by its Monday, also when the window opens in its middle", () => {
    const window = {
      from: ms("2026-01-01T12:00:00Z"),
      to: ms("2026-01-13T00:00:00Z"),
      timeZone: "UTC",
    };
    expect(bucketsOf(window, "week")).toEqual([
      { start: window.from, end: ms("2026-01-05T00:00:00Z"), label: "2025-12-29" },
      { start: ms("2026-01-05T00:00:00Z"), end: ms("2026-01-12T00:00:00Z"), label: "2026-01-05" },
      { start: ms("2026-01-12T00:00:00Z"), end: window.to, label: "2026-01-12" },
    ]);
  });

  test("every week label is a Monday", () => {
    for (const timeZone of ODD_ZONES) {
      for (const { label } of bucketsOf(range("2011-01-01", "2013-01-01", timeZone), "week")) {
        expect(new Date(`${label}T00:00:00Z`).getUTCDay()).toBe(1);
      }
    }
  });

  test("a month is named by year and month", () => {
    const labels = bucketsOf(range("2025-11-15", "2026-02-02", "Asia/Kolkata"), "month").map(({ label }) => label);
    expect(labels).toEqual(["2025-11", "2025-12", "2026-01", "2026-02"]);
  });

  test("a skipped date is in no day bucket", () => {
    const labels = bucketsOf(range("2011-12-29", "2012-01-02", "Pacific/Apia"), "day").map(({ label }) => label);
    expect(labels).toEqual(["2011-12-29", "2011-12-31", "2012-01-01"]);
  });
});

describe("limits", () => {
  const from = startOfLocalDate("2026-01-01", "America/New_York");
  const hours = (count: number): Range => ({
    from,
    to: from + count * HOUR,
    timeZone: "America/New_York",
  });

  test("5,000 buckets are made, one more throws", () => {
    expect(bucketsOf(hours(MAX_BUCKETS), "hour")).toHaveLength(MAX_BUCKETS);
    expect(() => bucketsOf(hours(MAX_BUCKETS + 1), "hour")).toThrow(TooManyBuckets);
    expect(() => bucketsOf(range("2010-01-01", "2030-01-01", "UTC"), "hour")).toThrow(RangeError);
  });

  test("an empty range has none", () => {
    for (const granularity of GRANULARITIES) expect(bucketsOf(hours(0), granularity)).toEqual([]);
  });
});

describe("the default granularity", () => {
  test.each([
    [1, "hour"],
    [2, "hour"],
    [3, "day"],
    [92, "day"],
    [93, "month"],
  ])("of %s local dates is the %s", (dates, granularity) => {
    for (const timeZone of ODD_ZONES) {
      const from = "2026-02-15";
      expect(defaultGranularity(range(from, addDays(from, dates), timeZone))).toBe(granularity);
    }
  });
});
