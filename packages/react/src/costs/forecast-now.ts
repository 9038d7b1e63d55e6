import { add, compare, type Money, subtract } from "@pipeline/core/money";
import type { Meter } from "../live/meter";
import type { CostSummary, Forecast } from "../types";

const larger = (a: Money, b: Money): Money => (compare(a, b) < 0 ? b : a);
const smaller = (a: Money, b: Money): Money => (compare(a, b) > 0 ? b : a);

/**
 * A forecast once `spentNow` is spent, exact: what was committed becomes spent and only what goes beyond it raises the
 * total. Never below what was spent when it was asked for.
 */
export function forecastAt(forecast: Forecast, spentNow: Money): Forecast {
  const spent = larger(spentNow, forecast.spent);
  const used = smaller(subtract(spent, forecast.spent), forecast.committed);
  const committed = subtract(forecast.committed, used);
  const total = add(spent, committed, forecast.trend);
  return {
    ...forecast,
    spent,
    committed,
    total,
    low: larger(forecast.low, spent),
    high: larger(forecast.high, total),
    days: daysWithout(forecast.days, used),
  };
}

/** What is spent of a forecast's period, as a meter: it grows with all that runs. */
export function forecastMeter({ spent, asOf }: Pick<Forecast, "spent" | "asOf">, live: CostSummary["live"]): Meter {
  // Of a window without the present the runs are not known, only what they cost together.
  return { amount: spent, perHour: live.perHour, asOf, ...(live.runs.length > 0 && { runs: live.runs }) };
}

// The nearest days are used up first.
function daysWithout(days: Forecast["days"], used: Money): Forecast["days"] {
  let rest = used;
  return days.map((day) => {
    const taken = smaller(rest, day.amount);
    rest = subtract(rest, taken);
    return { ...day, amount: subtract(day.amount, taken) };
  });
}
