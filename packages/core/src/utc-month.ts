/** A UTC month, "YYYY-MM". */
export type Month = string;

const NAME = /^(\d{4})-(0[1-9]|1[0-2])(-\d{2})?$/u;

/**
 * The month that ends what is wanted, itself not included: whole months alone are over. `before` is a month or a date, `now`
 * in ms. Throws a sentence for what is neither, and for what is still to come.
 */
export function monthBefore(before: string, now: number): Month {
  const today = new Date(now).toISOString().slice(0, 10);
  const [, year, month, day] = NAME.exec(before) ?? [];
  const date = `${year}-${month}${day ?? "-01"}`;
  if (year === undefined || new Date(`${date}T00:00:00Z`).toJSON()?.slice(0, 10) !== date) {
    throw new Error(`--before takes a month or a date, like 2026-03 or 2026-03-01, and not ${JSON.stringify(before)}.`);
  }
  if (date > today) {
    throw new Error(`${before} is still to come: it is ${today} in UTC, and a month that runs is not over.`);
  }
  return date.slice(0, 7);
}

/** The month after one. */
export function nextMonth(month: Month): Month {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return number === 12
    ? `${String(year + 1).padStart(4, "0")}-01`
    : `${month.slice(0, 5)}${String(number + 1).padStart(2, "0")}`;
}

/** The months from the first to the one before the end. */
export function monthsUpTo(first: Month, end: Month): Month[] {
  const months: Month[] = [];
  for (let month = first; month < end; month = nextMonth(month)) months.push(month);
  return months;
}
