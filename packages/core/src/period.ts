import type { Period } from "./period-words";
import { datesSpanned, type Range } from "./range";
import { addDays, localDate, startOfLocalDate, startOfLocalDay } from "./time-zone";

export { type Bucket, bucketsOf, defaultGranularity, MAX_BUCKETS, TooManyBuckets } from "./buckets";
export { GRANULARITIES, type Granularity, type Period, PERIODS } from "./period-words";
export { datesSpanned, type Range } from "./range";
export { ceilQuarter, floorQuarter, QUARTER_MS } from "./quarter";

/** What a caller asks for: a period (default month), or both dates "YYYY-MM-DD", each included whole. */
export type Window = {
  readonly period?: Period | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

const DAY_MS = 86_400_000;
const DAYS_BACK = { week: 7, month: 30, year: 365 } as const;

/**
 * The range a window means at `now` (epoch ms). week, month and year open at the start of the local day that holds
 * now − 7, 30 or 365 × 24 h; all but lastMonth and dates close now. Throws RangeError on a lone or bad date, or zone.
 */
export function resolveWindow(window: Window, at: { timeZone: string; now: number }): Range {
  const { timeZone, now } = at;
  const range = (from: number, to: number): Range => ({ from, to, timeZone });
  if (window.from !== undefined || window.to !== undefined) {
    if (window.from === undefined || window.to === undefined) throw new RangeError("from and to come together");
    return range(startOfLocalDate(window.from, timeZone), startOfLocalDate(addDays(window.to, 1), timeZone));
  }
  const period = window.period ?? "month";
  if (period === "today") return range(startOfLocalDay(now, timeZone), now);
  if (period === "monthToDate") return range(startOfMonth(now, timeZone, 0), now);
  if (period === "lastMonth") return range(startOfMonth(now, timeZone, -1), startOfMonth(now, timeZone, 0));
  return range(startOfLocalDay(now - DAYS_BACK[period] * DAY_MS, timeZone), now);
}

/**
 * The range a window is compared with (epoch ms): a window that touches N local dates with the N dates before it, and
 * monthToDate with the month before, to the same elapsed time. Throws RangeError on bad input.
 */
export function previousRange(window: Window, range: Range): Range {
  const { timeZone } = range;
  if (window.from === undefined && window.period === "monthToDate") {
    const from = startOfMonth(range.from, timeZone, -1);
    return { from, to: Math.min(from + range.to - range.from, range.from), timeZone };
  }
  const before = addDays(localDate(range.from, timeZone), -datesSpanned(range));
  return { from: startOfLocalDate(before, timeZone), to: range.from, timeZone };
}

/** The local month that holds `now` (epoch ms). Throws RangeError on a bad zone. */
export function monthAt(now: number, timeZone: string): Range {
  return { from: startOfMonth(now, timeZone, 0), to: startOfMonth(now, timeZone, 1), timeZone };
}

function startOfMonth(at: number, timeZone: string, monthsLater: number): number {
  const [year, month] = localDate(at, timeZone).split("-").map(Number);
  // A calendar without a zone: the month after December is the next January.
  const first = new Date(Date.UTC(year ?? 0, (month ?? 1) - 1 + monthsLater, 1));
  return startOfLocalDate(first.toISOString().slice(0, 10), timeZone);
}
