import { toInstant, toMs } from "@pipeline/core/instant";
import { fromUnits, toUnits } from "@pipeline/core/money";
import { forecastRange } from "../costs/forecast";
import type { Ctx, Scope } from "../ctx";
import { notify } from "../notifications/notify";
import type { PeriodRow } from "./chain";
import type { BudgetRow } from "./hold";
import { subjectOf } from "./subject";

type Case = { budget: BudgetRow; period: PeriodRow; spent: bigint };

/** Tells once a period that its end is expected above the amount, where the budget asks for it. Answers when it told. */
export async function warnOfForecast(ctx: Ctx, scope: Scope, { budget, period, spent }: Case): Promise<string | null> {
  if (!budget.forecastAlert || period.forecastFiredAt !== null) return period.forecastFiredAt;
  const { total } = await forecastRange(scope, {
    from: toMs(period.periodStart),
    to: toMs(period.periodEnd),
    timeZone: period.timeZone,
    project: budget.project ?? undefined,
  });
  if (toUnits(total) <= toUnits(budget.amount)) return null;
  await notify(ctx, {
    type: "budget_forecast",
    payload: { ...subjectOf(budget, period), spent: fromUnits(spent), forecast: total },
    dedupeKey: `budget:${budget.id}:${period.periodStart}:forecast`,
  });
  return toInstant(scope.now);
}
