import { Temporal } from "temporal-polyfill";
import type { BudgetPeriod } from "./budget-words";
import { addDays, localDate, startOfLocalDate } from "./time-zone";

/** One period of a budget: [start, end) in epoch milliseconds. */
export type PeriodBounds = { readonly start: number; readonly end: number };

const HOUR_MS = 3_600_000;
// Local midnights of two zones lie at most 26 hours apart: after this long every zone is in the new period.
const SETTLED_MS = 36 * HOUR_MS;

/** The month or Monday week of a zone that holds an instant (epoch ms). Throws RangeError on a bad zone or instant. */
export function periodHolding(period: BudgetPeriod, at: number, timeZone: string): PeriodBounds {
  const first = firstDate(period, at, timeZone);
  const next = period === "month" ? Temporal.PlainDate.from(first).add({ months: 1 }).toString() : addDays(first, 7);
  return { start: startOfLocalDate(first, timeZone), end: startOfLocalDate(next, timeZone) };
}

/**
 * The period that follows one that ended at `end` (epoch ms), gap-free: after a change of zone it begins where the one
 * before ended and closes with the new zone's month or week.
 */
export function periodAfter(period: BudgetPeriod, end: number, timeZone: string): PeriodBounds {
  return { start: end, end: periodHolding(period, end + SETTLED_MS, timeZone).end };
}

/** The period's name: `March 2026`, `week of March 2, 2026`. */
export function periodLabel(period: BudgetPeriod, { end }: PeriodBounds, timeZone: string): string {
  // Named by its end: the start may lie in another zone's month.
  const first = Date.parse(firstDate(period, end - 1, timeZone));
  return period === "month" ? MONTH.format(first) : `week of ${DATE.format(first)}`;
}

// Made once: a formatter takes a hundred times as long to make as to ask. A date without a time is one of UTC.
const MONTH = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", year: "numeric", month: "long" });
const DATE = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", dateStyle: "long" });

function firstDate(period: BudgetPeriod, at: number, timeZone: string): string {
  const date = Temporal.PlainDate.from(localDate(at, timeZone));
  return period === "month" ? date.with({ day: 1 }).toString() : date.subtract({ days: date.dayOfWeek - 1 }).toString();
}
