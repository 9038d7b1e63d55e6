import { addDays } from "@pipeline/core/calendar-date";
import { clockDate } from "@pipeline/core/clock-date";
import { add, compare, type Money, ratio } from "@pipeline/core/money";
import { type Budget, forecastAt } from "@pipeline/react";
import { formatInstant } from "@/components/time/format";

/** `tone` is a colour that never stands without its words. */
export type BudgetState = { tone: "good" | "warn" | "over"; words: string };

const NEAR = 0.8;

/** What a part is of a whole above zero: 0.5 is half. */
export function shareOf(part: Money, whole: Money): number {
  return ratio(add(part, whole), whole) ?? 0;
}

/** "82%", rounded down, so that a budget is never called used up before it is. Below nothing is nothing. */
export function usedWords(share: number): string {
  return `${Math.max(0, Math.floor(share * 100)).toLocaleString("en-US")}%`;
}

/** Where a budget stands with `spent`, the amount of this moment. */
export function budgetState({ amount, forecast }: Pick<Budget, "amount" | "forecast">, spent: Money): BudgetState {
  const order = compare(spent, amount);
  if (order > 0) return { tone: "over", words: "Over budget" };
  if (order === 0) return { tone: "over", words: "Used up" };
  if (compare(forecastAt(forecast, spent).total, amount) > 0) return { tone: "warn", words: "Heading over" };
  if (shareOf(spent, amount) >= NEAR) return { tone: "warn", words: "Close to its amount" };
  return { tone: "good", words: "On track" };
}

const share = ({ spent, amount }: Budget) => shareOf(spent, amount);

/** The budget with the largest share used; undefined of none. */
export function tightest(budgets: readonly Budget[]): Budget | undefined {
  return budgets.reduce<Budget | undefined>(
    (best, budget) => (best === undefined || share(budget) > share(best) ? budget : best),
    undefined,
  );
}

const weekday = (at: number, timeZone: string) =>
  new Intl.DateTimeFormat("en-US", { weekday: "long", timeZone }).format(at);

/** A coming instant as one says it in its zone: "today 14:32", "tomorrow 14:32", "Thursday 14:32", "Mar 24, 14:32". */
export function endWords(instant: string, now: number, timeZone: string): string {
  const at = Date.parse(instant);
  const today = clockDate(now, timeZone);
  const day = clockDate(at, timeZone);
  const clock = formatInstant(instant, timeZone, "hour");
  if (day === today) return `today ${clock}`;
  if (day === addDays(today, 1)) return `tomorrow ${clock}`;
  // A weekday a week from now would be today's name.
  if (day > today && day < addDays(today, 7)) return `${weekday(at, timeZone)} ${clock}`;
  return formatInstant(instant, timeZone, "short");
}
