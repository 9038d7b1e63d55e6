import { describe, expect, test } from "vitest";
import { periodHolding } from "./budget-periods";
import { bucketsOf } from "./buckets";
import { ms, wallClock } from "./testing/zones";
import { localDayAt, startOfLocalDate } from "./time-zone";

// Odd offsets and changes of clocks first; both ends of the map, half and three quarter hours, days without a midnight.
const ZONES = [
  "America/St_Johns",
  "Africa/Cairo",
  "Australia/Lord_Howe",
  "Pacific/Kiritimati",
  "Asia/Kathmandu",
  "America/Havana",
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Pacific/Chatham",
  "Pacific/Apia",
  "America/Sao_Paulo",
  "Asia/Gaza",
  "Asia/Beirut",
  "America/Santiago",
  "America/Asuncion",
  "Africa/Casablanca",
  "Africa/El_Aaiun",
  "Antarctica/Troll",
  "Antarctica/Casey",
  "Europe/Dublin",
  "Asia/Tehran",
  "Asia/Kabul",
  "Asia/Yangon",
  "Australia/Eucla",
  "Pacific/Pago_Pago",
  "Pacific/Marquesas",
  "America/Nuuk",
  "Atlantic/Azores",
];
const COUNT = Number(process.env["PERIOD_ZONES"] ?? 6);
const [FROM, TO] = [ms("2024-01-01T00:00:00Z"), ms("2029-01-01T00:00:00Z")];

type Bounds = { readonly start: number; readonly end: number };
/** How an instant finds its period. */
const HOLDING = {
  day: (at: number, zone: string): Bounds => localDayAt(at, zone),
  week: (at: number, zone: string): Bounds => periodHolding("week", at, zone),
  month: (at: number, zone: string): Bounds => periodHolding("month", at, zone),
};
const GRAINS = ["day", "week", "month"] as const;

/** The columns of a chart, which are made in one go. */
function columns(grain: (typeof GRAINS)[number], zone: string): Bounds[] {
  const [from, to] = [startOfLocalDate("2024-01-01", zone), startOfLocalDate("2029-01-01", zone)];
  return bucketsOf({ from, to, timeZone: zone }, grain);
}

describe.each(ZONES.slice(0, COUNT))("five years of %s", (zone) => {
  test.each(GRAINS)("put each millisecond around the edge of a %s into exactly one", (grain) => {
    const chain = columns(grain, zone);
    expect(chain.length).toBeGreaterThan({ day: 1_800, week: 260, month: 59 }[grain]);
    const wrong: unknown[] = [];
    for (const [i, { start, end }] of chain.entries()) {
      for (const at of [start, start + 1, end - 1]) {
        const holding = chain.slice(Math.max(0, i - 2), i + 3).filter((one) => one.start <= at && at < one.end);
        // The first and the last week may lie partly outside.
        const own = HOLDING[grain](at, zone);
        const from = Math.max(own.start, chain[0]?.start ?? 0);
        const to = Math.min(own.end, chain.at(-1)?.end ?? 0);
        if (holding.length !== 1 || from !== start || to !== end) wrong.push({ at, start, end, from, to, holding });
      }
    }
    expect(wrong).toEqual([]);
  });

  test("begin each day when the clock on the wall first shows its date", () => {
    const clock = wallClock(zone);
    const wrong: string[] = [];
    for (let at = FROM; at < TO; at = localDayAt(at, zone).end) {
      const { date, start } = localDayAt(at, zone);
      if (clock(start).slice(0, 10) !== date || clock(start - 1).slice(0, 10) >= date) wrong.push(date);
    }
    expect(wrong).toEqual([]);
  });
});
