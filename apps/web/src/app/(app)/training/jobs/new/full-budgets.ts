import { compare, type Money } from "@pipeline/core/money";
import type { Budget } from "@pipeline/react";
import { freeOf } from "../../../budgets/words";

type Room = Pick<Budget, "blockNewJobs" | "project" | "amount" | "spent" | "reserved">;

/** The budgets that would refuse a job of a project (empty: none) for what it is expected to cost. */
export function fullBudgets<B extends Room>(budgets: readonly B[], job: { project: string; expected: Money }): B[] {
  const project = job.project.trim();
  return budgets.filter(
    (budget) =>
      budget.blockNewJobs &&
      (budget.project === null || budget.project === project) &&
      compare(job.expected, freeOf(budget)) > 0,
  );
}
