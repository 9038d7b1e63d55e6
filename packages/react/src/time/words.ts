const SECOND = 1000;
const STEPS: readonly { unit: Intl.RelativeTimeFormatUnit; ms: number; below: number }[] = [
  { unit: "minute", ms: 60 * SECOND, below: 3600 * SECOND },
  { unit: "hour", ms: 3600 * SECOND, below: 24 * 3600 * SECOND },
  { unit: "day", ms: 24 * 3600 * SECOND, below: 7 * 24 * 3600 * SECOND },
];

/** English everywhere: words of the server and of the browser must be the same. */
const LOCALE = "en-US";
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: "always", style: "narrow" });
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = timeZone + JSON.stringify(options);
  const known = formatters.get(key) ?? new Intl.DateTimeFormat(LOCALE, { ...options, timeZone });
  formatters.set(key, known);
  return known;
}

const DAY = 24 * 3600 * SECOND;

const MINUTE = 60 * SECOND;

/**
 * What clocks of a zone show at an instant (ms): `shown` to the minute, as if it were UTC (ms), and the calendar `day` as
 * a number that grows by one a day, whatever the clocks do in the night.
 */
export function clockParts(at: number, timeZone: string): { shown: number; day: number } {
  const options = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" } as const;
  const parts = formatter(timeZone, { ...options, hourCycle: "h23" }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  const day = Date.UTC(of("year"), of("month") - 1, of("day")) / DAY;
  return { day, shown: day * DAY + (of("hour") * 60 + of("minute")) * MINUTE };
}

/** "just now", "5m ago", "3h ago", "2d ago", then the date. `instant` ISO, `now` ms. */
export function relativeTime(instant: string, now: number, timeZone: string): string {
  const at = Date.parse(instant);
  const ago = Math.max(0, now - at);
  if (ago < 60 * SECOND) return "just now";
  const step = STEPS.find(({ below }) => ago < below);
  if (step) return relative.format(-Math.floor(ago / step.ms), step.unit);
  return formatter(timeZone, { month: "short", day: "numeric", ...yearUnlessThis(at, now, timeZone) }).format(at);
}

/** "Nov 21, 2026, 14:05:09 GMT+1": to the second, with its zone. */
export function exactTime(instant: string, timeZone: string): string {
  const options = { dateStyle: undefined, year: "numeric", month: "short", day: "numeric" } as const;
  const clock = {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  } as const;
  return formatter(timeZone, { ...options, ...clock }).format(Date.parse(instant));
}

/** "Today", "Yesterday", "Monday, Nov 16", with the year when it is another one. */
export function dayTitle(instant: string, now: number, timeZone: string): string {
  const at = Date.parse(instant);
  const daysAgo = clockParts(now, timeZone).day - clockParts(at, timeZone).day;
  if (daysAgo === 0) return "Today";
  if (daysAgo === 1) return "Yesterday";
  const year = yearUnlessThis(at, now, timeZone);
  return formatter(timeZone, { weekday: "long", month: "short", day: "numeric", ...year }).format(at);
}

/** When it will be: "18:00" today, "tomorrow, 09:00", "Mon, Nov 30, 09:00". */
export function comingTime(instant: string, now: number, timeZone: string): string {
  const at = Date.parse(instant);
  const days = clockParts(at, timeZone).day - clockParts(now, timeZone).day;
  const clock = formatter(timeZone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
  if (days === 0) return clock;
  if (days === 1) return `tomorrow, ${clock}`;
  return `${formatter(timeZone, { weekday: "short", month: "short", day: "numeric" }).format(at)}, ${clock}`;
}

function yearUnlessThis(at: number, now: number, timeZone: string): { year?: "numeric" } {
  const year = (ms: number) => formatter(timeZone, { year: "numeric" }).format(ms);
  return year(at) === year(now) ? {} : { year: "numeric" };
}

/** Rows under the title of their day, in the order they come. */
export function groupByDay<Row extends { sortAt: string }>(rows: readonly Row[], now: number, timeZone: string) {
  const groups: { title: string; rows: Row[] }[] = [];
  for (const row of rows) {
    const title = dayTitle(row.sortAt, now, timeZone);
    const last = groups.at(-1);
    if (last?.title === title) last.rows.push(row);
    else groups.push({ title, rows: [row] });
  }
  return groups;
}
