import { periodAfter, periodHolding, type PeriodBounds } from "@pipeline/core/budget-periods";
import { toInstant, toMs } from "@pipeline/core/instant";
import type { budgetPeriods } from "@pipeline/db/schema";
import type { BudgetRow } from "./hold";

export type PeriodRow = typeof budgetPeriods.$inferSelect;

/**
 * The periods a budget still lacks up to the one that holds `until` (ms), as rows without a sum: gap-free after the
 * last one there is, or from the one in which the budget was made.
 */
export function missingPeriods(
  budget: BudgetRow,
  last: Pick<PeriodRow, "periodEnd"> | undefined,
  timeZone: string,
  until: number,
): PeriodRow[] {
  const missing: PeriodRow[] = [];
  let next = last
    ? periodAfter(budget.period, toMs(last.periodEnd), timeZone)
    : periodHolding(budget.period, toMs(budget.createdAt), timeZone);
  while (next.start <= until) {
    missing.push(emptyPeriod(budget, next, timeZone));
    next = periodAfter(budget.period, next.end, timeZone);
  }
  return missing;
}

function emptyPeriod(
  { userId, id, amount, thresholds }: BudgetRow,
  { start, end }: PeriodBounds,
  timeZone: string,
): PeriodRow {
  return {
    userId,
    budgetId: id,
    periodStart: toInstant(start),
    periodEnd: toInstant(end),
    timeZone,
    amount,
    thresholds,
    spent: "0",
    fired: [],
    forecastFiredAt: null,
    nextDueAt: null,
  };
}

/** True when the period of a row holds an instant. */
export function holdsInstant({ periodStart, periodEnd }: Pick<PeriodRow, "periodStart" | "periodEnd">, at: string) {
  return periodStart <= at && at < periodEnd;
}
