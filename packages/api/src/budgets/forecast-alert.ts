import { toInstant, toMs } from "@pipeline/core/instant";
import { fromUnits, toUnits } from "@pipeline/core/money";
import { forecastRange } from "../costs/forecast";
import type { Ctx, Scope } from "../ctx";
import { notify } from "../notifications/notify";
import type { PeriodRow } from "./chain";
import type { BudgetRow } from "./hold";
import { dedupeKey, subjectOf } from "./subject";

type Case = { budget: BudgetRow; period: PeriodRow; spent: bigint };

/**
 * True while a budget asks for a word about its forecast and has not had it this period; what is spent already needs no
 * forecast.
 */
export function awaitsForecast({ budget, period, spent }: Case): boolean {
  return budget.forecastAlert && period.forecastFiredAt === null && spent < toUnits(period.amount);
}

/** Tells once a period that its end is expected above the amount, where the budget asks for it. Answers when it told. */
export async function warnOfForecast(ctx: Ctx, scope: Scope, { budget, period, spent }: Case): Promise<string | null> {
  if (!awaitsForecast({ budget, period, spent })) return period.forecastFiredAt;
  const { total } = await forecastRange(scope, {
    from: toMs(period.periodStart),
    to: toMs(period.periodEnd),
    timeZone: period.timeZone,
    project: budget.project ?? undefined,
  });
  if (toUnits(total) <= toUnits(period.amount)) return null;
  await notify(ctx, {
    type: "budget_forecast",
    payload: { ...subjectOf(budget, period), spent: fromUnits(spent), forecast: total },
    dedupeKey: dedupeKey(budget, period.periodStart, "forecast"),
  });
  return toInstant(scope.now);
}
