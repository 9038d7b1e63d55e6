import { Temporal } from "temporal-polyfill";
import type { Granularity } from "./period-words";
import { datesSpanned, type Range } from "./range";
import { addDays, localDate, localDayAt, startOfLocalDate } from "./time-zone";

/** One column of a series: [start, end) in epoch milliseconds and the local name of its boundary. */
export type Bucket = { start: number; end: number; label: string };

export const MAX_BUCKETS = 5_000;

/** A range cut finer than `MAX_BUCKETS` pieces: the caller asked for too much. */
export class TooManyBuckets extends RangeError {
  override readonly name = "TooManyBuckets";

  constructor() {
    super(`The range has more than ${MAX_BUCKETS} buckets; choose a coarser granularity or a shorter range.`);
  }
}

/** The granularity that reads well: hour up to 2 local dates, day up to 92, else month. */
export function defaultGranularity(range: Range): Granularity {
  const dates = datesSpanned(range);
  if (dates <= 2) return "hour";
  return dates <= 92 ? "day" : "month";
}

/**
 * Cuts a range at its local hours, days, Monday weeks or months: gap-free, the first opens and the last closes with the
 * range; nothing for an empty range. Hours are absolute hours from each day's start, so a day of 25 has 25. Labels name
 * the boundary, also when the range opens inside it: "YYYY-MM-DDTHH:mm", "YYYY-MM-DD", the Monday, "YYYY-MM".
 * Epoch milliseconds. Throws TooManyBuckets over 5,000, RangeError on bad input.
 */
export function bucketsOf(range: Range, granularity: Granularity): Bucket[] {
  const buckets: Bucket[] = [];
  if (range.from >= range.to) return buckets;
  for (const { start, end, label } of STEPS[granularity](range.from, range.timeZone)) {
    if (end <= range.from) continue;
    if (start >= range.to) break;
    if (buckets.length === MAX_BUCKETS) throw new TooManyBuckets();
    buckets.push({ start: Math.max(start, range.from), end: Math.min(end, range.to), label });
  }
  return buckets;
}

type Step = (from: number, timeZone: string) => Generator<Bucket, void>;

const STEPS: Readonly<Record<Granularity, Step>> = {
  hour: hours,
  day: days,
  week: weeks,
  month: months,
};

const HOUR_MS = 3_600_000;

function* days(from: number, timeZone: string): Generator<Bucket, void> {
  let at = from;
  for (;;) {
    const { start, end, date } = localDayAt(at, timeZone);
    yield { start, end, label: date };
    at = end;
  }
}

function* hours(from: number, timeZone: string): Generator<Bucket, void> {
  for (const day of days(from, timeZone)) {
    const plain = day.end - day.start === 24 * HOUR_MS;
    for (let hour = 0, start = day.start; start < day.end; hour++, start += HOUR_MS) {
      // A day without a change of clocks is counted; asking the zone for each of 5,000 hours would be slow.
      const label = plain ? `${day.label}T${String(hour).padStart(2, "0")}:00` : clockTime(start, timeZone);
      yield { start, end: Math.min(start + HOUR_MS, day.end), label };
    }
  }
}

function* weeks(from: number, timeZone: string): Generator<Bucket, void> {
  const { dayOfWeek } = Temporal.PlainDate.from(localDate(from, timeZone));
  let label = addDays(localDate(from, timeZone), 1 - dayOfWeek);
  let start = startOfLocalDate(label, timeZone);
  for (;;) {
    const next = addDays(label, 7);
    const end = startOfLocalDate(next, timeZone);
    yield { start, end, label };
    label = next;
    start = end;
  }
}

function* months(from: number, timeZone: string): Generator<Bucket, void> {
  let month = Temporal.PlainDate.from(localDate(from, timeZone)).toPlainYearMonth();
  let start = startOfLocalDate(`${month.toString()}-01`, timeZone);
  for (;;) {
    const next = month.add({ months: 1 });
    const end = startOfLocalDate(`${next.toString()}-01`, timeZone);
    yield { start, end, label: month.toString() };
    month = next;
    start = end;
  }
}

function clockTime(at: number, timeZone: string): string {
  const clock = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  return clock.toPlainDateTime().toString({ smallestUnit: "minute" });
}
