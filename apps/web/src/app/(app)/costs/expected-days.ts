import { compare } from "@pipeline/core/money";
import type { CostSummary, Forecast } from "@pipeline/react";
import type { ViewWindow } from "./view";

type Days = Forecast["days"];

/**
 * The days a chart goes on with: where a window of days closes now and is cut as the forecast is. Undefined where there
 * is nothing to expect.
 */
export function expectedDays(
  window: ViewWindow,
  range: Pick<CostSummary["range"], "granularity" | "timeZone">,
  forecast: Pick<Forecast, "range" | "days"> | undefined,
): Days | undefined {
  const closesNow = "period" in window && (window.period === "month" || window.period === "monthToDate");
  if (!closesNow || range.granularity !== "day" || forecast?.range.timeZone !== range.timeZone) return undefined;
  return forecast.days.some(({ amount }) => compare(amount, "0") > 0) ? forecast.days : undefined;
}
