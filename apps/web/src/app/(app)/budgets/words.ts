import { clockDate } from "@pipeline/core/clock-date";
import { compare, type Money, subtract } from "@pipeline/core/money";
import type { Budget } from "@pipeline/react";
import { formatDays } from "@/components/time/format";
import { viewHref } from "../costs/view";

export const PERIOD_EACH: Record<Budget["period"], string> = { month: "each month", week: "each week" };

/** What a budget counts. */
export const scopeWords = ({ project }: Pick<Budget, "project">): string =>
  project === null ? "Everything" : `Project ${project}`;

/** "March 2026 (Mar 1 – 31, 2026, UTC)" */
export function periodWords({ label, start, end, timeZone }: Budget["current"]): string {
  return `${label} (${formatDays({ from: start, to: end, timeZone })}, ${timeZone})`;
}

/** How many there are, and how many of them are over. */
export function countWords(budgets: readonly Budget[]): string {
  const over = budgets.filter(({ spent, amount }) => compare(spent, amount) > 0).length;
  const count = `${budgets.length} ${budgets.length === 1 ? "budget" : "budgets"}`;
  return over === 0 ? count : `${count}, ${over} over`;
}

/** What new jobs may still be expected to cost: below nothing, none fits. */
export const freeOf = ({ amount, spent, reserved }: Pick<Budget, "amount" | "spent" | "reserved">): Money =>
  subtract(subtract(amount, spent), reserved);

type Days = { start: string; end: string; timeZone: string };

/** The costs that a period of a budget counts. */
export function costsHref({ project }: Pick<Budget, "project">, { start, end, timeZone }: Days): string {
  const day = (at: number) => clockDate(at, timeZone);
  return viewHref({
    window: { from: day(Date.parse(start)), to: day(Date.parse(end) - 1) },
    timeZone,
    groupBy: project === null ? "costType" : "project",
    filter: project === null ? {} : { project },
  });
}
