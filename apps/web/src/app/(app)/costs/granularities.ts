import { GRANULARITIES, type Granularity, type Period } from "@pipeline/core/period-words";
import type { ViewWindow } from "./view";

const DAY_MS = 86_400_000;

/** Local days a preset touches at most. */
const PERIOD_DAYS: Record<Period, number> = { today: 1, week: 8, month: 31, year: 366, monthToDate: 31, lastMonth: 31 };

// Fewer bars than two say nothing, more than some hundreds cannot be told apart.
const FITS: Record<Granularity, (days: number) => boolean> = {
  hour: (days) => days <= 14,
  day: (days) => days > 1 && days <= 400,
  week: (days) => days > 13 && days <= 2000,
  month: (days) => days > 31,
};

/** How many days a window has, roughly: enough to offer sensible steps. */
export function daysOf(window: ViewWindow): number {
  if ("period" in window) return PERIOD_DAYS[window.period];
  return (Date.parse(window.to) - Date.parse(window.from)) / DAY_MS + 1;
}

/** The steps that make sense for so many days, finest first. */
export function granularitiesFor(days: number): Granularity[] {
  return GRANULARITIES.filter((granularity) => FITS[granularity](days));
}
