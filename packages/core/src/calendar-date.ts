const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;

/** Whether this is a date "YYYY-MM-DD" that the calendar has, of the years 0000 to 9999. */
export function isCalendarDate(date: string): boolean {
  const at = DATE.test(date) ? Date.parse(date) : Number.NaN;
  return !Number.isNaN(at) && dateOf(at) === date;
}

/** The calendar date `days` after (before, when negative) a date "YYYY-MM-DD". Throws RangeError on a bad date. */
export function addDays(date: string, days: number): string {
  if (!isCalendarDate(date)) throw new RangeError(`Not a calendar date: "${date.slice(0, 60)}"`);
  return dateOf(Date.parse(date) + days * DAY_MS);
}

// A date has no zone: the days of UTC, which all have 24 hours, count it.
const dateOf = (at: number) => new Date(at).toISOString().replace(/T.*/, "");
