import { clockDate } from "@pipeline/core/clock-date";

const formatters = new Map<string, Intl.DateTimeFormat>();

const STYLES = {
  /** "Nov 20, 2026" */
  date: { month: "short", day: "numeric", year: "numeric" },
  /** "Nov 20, 14:03" */
  short: { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" },
  /** "Nov 20, 2026, 14:03" */
  "date-time": { month: "short", day: "numeric", year: "numeric", hour: "2-digit", minute: "2-digit" },
  /** "Nov 20, 2026, 14:03:20" */
  exact: { month: "short", day: "numeric", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" },
  /** "Nov 20" */
  day: { month: "short", day: "numeric" },
  /** "14:03" */
  hour: { hour: "2-digit", minute: "2-digit" },
  /** "14:03:20" */
  second: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

export type InstantStyle = keyof typeof STYLES;

/** An ISO instant in a zone, in one fixed locale: server and browser must write the same. */
export function formatInstant(instant: string, timeZone: string, style: InstantStyle): string {
  const key = `${style} ${timeZone}`;
  const known = formatters.get(key);
  const formatter = known ?? new Intl.DateTimeFormat("en-US", { ...STYLES[style], timeZone, hourCycle: "h23" });
  if (!known) formatters.set(key, formatter);
  return formatter.format(new Date(instant));
}

/** The days of a half-open range of instants: "Oct 22 – Nov 21, 2026", or one day. */
export function formatDays(range: { from: string; to: string; timeZone: string }): string {
  const first = clockDate(Date.parse(range.from), range.timeZone);
  const last = clockDate(Math.max(Date.parse(range.to) - 1, Date.parse(range.from)), range.timeZone);
  return DAYS.formatRange(new Date(first), new Date(last)).replaceAll("\u2009", " ");
}

const DAYS = new Intl.DateTimeFormat("en-US", { ...STYLES.date, timeZone: "UTC" });

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
] as const;

/** A duration in milliseconds by its two largest units: "3 d 4 h", "12 min 5 s". */
export function formatDuration(ms: number): string {
  let rest = Math.max(0, ms);
  const pieces = UNITS.flatMap(([name, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? [] : [`${count} ${name}`];
  });
  return pieces.slice(0, 2).join(" ") || "0 s";
}
