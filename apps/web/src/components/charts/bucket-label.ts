import type { Granularity } from "@pipeline/core/period";

const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-US", { ...options, timeZone: "UTC", hourCycle: "h23" });

const DAY = format({ month: "short", day: "numeric" });
const LONG_DAY = format({ weekday: "short", month: "short", day: "numeric", year: "numeric" });
const MONTH = format({ month: "short", year: "2-digit" });
const LONG_MONTH = format({ month: "long", year: "numeric" });

// Labels are local names already, so they are read and written as if they were UTC.
const asDate = (label: string) => new Date(label.length === 7 ? `${label}-01` : `${label.slice(0, 10)}T00:00:00Z`);

const TICK: Record<Granularity, (label: string) => string> = {
  hour: (label) => (label.endsWith("T00:00") ? DAY.format(asDate(label)) : label.slice(11)),
  day: (label) => DAY.format(asDate(label)),
  week: (label) => DAY.format(asDate(label)),
  month: (label) => MONTH.format(asDate(label)),
};

const HEADING: Record<Granularity, (label: string) => string> = {
  hour: (label) => `${LONG_DAY.format(asDate(label))}, ${label.slice(11)}`,
  day: (label) => LONG_DAY.format(asDate(label)),
  week: (label) => `Week of ${LONG_DAY.format(asDate(label))}`,
  month: (label) => LONG_MONTH.format(asDate(label)),
};

/** A bucket's name on the axis, short. */
export function bucketTick(label: string, granularity: Granularity): string {
  return TICK[granularity](label);
}

/** A bucket's full name, for tooltips and tables. */
export function bucketHeading(label: string, granularity: Granularity): string {
  return HEADING[granularity](label);
}
