import { Temporal } from "temporal-polyfill";

export { addDays } from "./calendar-date";
export { isTimeZone } from "./time-zone-name";

/** One local day: [start, end) in epoch milliseconds and its date. */
export type LocalDay = { readonly date: string; readonly start: number; readonly end: number };

const UTC_DAY_MS = 86_400_000;
const MAX_ZONES = 64;
const MAX_DAYS = 4_096;

// Zone → UTC day number → the two or three local days that meet it, so a lookup in any order is two Map reads.
const zones = new Map<string, Map<number, readonly LocalDay[]>>();

/**
 * The local day that holds an instant (whole epoch ms). A day starts at the first instant whose local date is that day
 * and lasts until the next one starts. Throws RangeError on a bad zone or instant.
 */
export function localDayAt(at: number, timeZone: string): LocalDay {
  const day = daysOf(Math.floor(at / UTC_DAY_MS), timeZone).find(({ end }) => at < end);
  if (!day) throw new RangeError(`Not an instant in whole milliseconds: ${at}`);
  return day;
}

function daysOf(utcDay: number, timeZone: string): readonly LocalDay[] {
  const known = zones.get(timeZone);
  return (
    known?.get(utcDay) ?? remember(timeZone, utcDay, daysMeeting(utcDay, timeZone, known?.get(utcDay - 1)?.at(-1)))
  );
}

/** The first instant (epoch ms) of the local day that holds `at` (epoch ms). Throws RangeError on bad input. */
export function startOfLocalDay(at: number, timeZone: string): number {
  return localDayAt(at, timeZone).start;
}

/**
 * The date "YYYY-MM-DD" of the local day that holds `at` (epoch ms). Where clocks fall back over midnight the repeated
 * minutes stay with the day that has begun. Throws RangeError on bad input.
 */
export function localDate(at: number, timeZone: string): string {
  return localDayAt(at, timeZone).date;
}

/** The start (epoch ms) of the local day after the one that holds `at` (epoch ms). Throws RangeError on bad input. */
export function nextLocalDay(at: number, timeZone: string): number {
  return localDayAt(at, timeZone).end;
}

/**
 * The first instant (epoch ms) of a local date "YYYY-MM-DD"; for a date the zone skipped, the first instant after it.
 * Throws RangeError on a bad date or zone.
 */
export function startOfLocalDate(date: string, timeZone: string): number {
  // A local day meets the UTC day of its date, in every zone: it is asked of the calendar once.
  const utcDay = Date.parse(date) / UTC_DAY_MS;
  const known = Number.isInteger(utcDay) ? daysOf(utcDay, timeZone).find((day) => day.date === date) : undefined;
  return known?.start ?? startOf(Temporal.PlainDate.from(date), timeZone);
}

function startOf(date: Temporal.PlainDate, timeZone: string): number {
  return date.toZonedDateTime({ timeZone }).epochMilliseconds;
}

function daysMeeting(utcDay: number, timeZone: string, before?: LocalDay): readonly LocalDay[] {
  const opens = utcDay * UTC_DAY_MS;
  // Walking forward, the last day of the UTC day before holds this one's first instant and is already known.
  const days: LocalDay[] = before ? [before] : [];
  let date = before ? Temporal.PlainDate.from(before.date).add({ days: 1 }) : clockDate(opens, timeZone);
  let start = before?.end ?? startOf(date, timeZone);
  while (start < opens + UTC_DAY_MS) {
    const next = date.add({ days: 1 });
    const end = startOf(next, timeZone);
    // A date the zone skipped starts with its successor: it has no instant and is no day.
    if (end > start) days.push({ date: date.toString(), start, end });
    date = next;
    start = end;
  }
  return days;
}

function clockDate(at: number, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
}

function remember(timeZone: string, utcDay: number, days: readonly LocalDay[]): readonly LocalDay[] {
  let known = zones.get(timeZone);
  if (!known) {
    if (zones.size >= MAX_ZONES) zones.clear();
    known = new Map();
    zones.set(timeZone, known);
  }
  if (known.size >= MAX_DAYS) known.clear();
  known.set(utcDay, days);
  return days;
}
