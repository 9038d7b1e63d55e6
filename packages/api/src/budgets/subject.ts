import { periodLabel } from "@pipeline/core/budget-periods";
import { toMs } from "@pipeline/core/instant";
import type { PeriodRow } from "./chain";
import type { BudgetRow } from "./hold";

/** The name of a period. */
export function labelOf({ period }: BudgetRow, row: Pick<PeriodRow, "periodStart" | "periodEnd" | "timeZone">): string {
  return periodLabel(period, { start: toMs(row.periodStart), end: toMs(row.periodEnd) }, row.timeZone);
}

/** Tells one notification of a budget from all others, also from those of one that had its id before. */
export function dedupeKey(
  { id, createdAt }: Pick<BudgetRow, "id" | "createdAt">,
  periodStart: string,
  what: number | "forecast",
) {
  return `budget:${id}:${createdAt}:${periodStart}:${what}`;
}

/** What every notification of a budget says. */
export function subjectOf(budget: BudgetRow, period: PeriodRow) {
  return {
    budget_id: budget.id,
    budget_name: budget.name,
    amount: period.amount,
    period: labelOf(budget, period),
  };
}
