// Making a formatter costs more than asking it a hundred times; there are as many as zones that are looked at.
const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * The date "YYYY-MM-DD" that a calendar on the wall of `timeZone` shows at an instant (epoch ms), of the years 1000 to
 * 9999. It is that of `localDate` but for minutes that clocks repeat over midnight, which it dates as they look. Throws
 * RangeError on a bad zone.
 */
export function clockDate(at: number, timeZone: string): string {
  // Intl and not Temporal: browsers ask this, and have Intl without loading anything.
  const format = formatters.get(timeZone) ?? new Intl.DateTimeFormat("en-US", { ...DIGITS, timeZone });
  formatters.set(timeZone, format);
  const parts = format.formatToParts(at);
  return ORDER.map((part) => parts.find(({ type }) => type === part)?.value).join("-");
}

const ORDER = ["year", "month", "day"] as const;
const DIGITS = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
