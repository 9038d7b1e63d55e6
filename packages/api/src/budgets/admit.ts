import { DomainError } from "@pipeline/core/errors";
import { toInstant } from "@pipeline/core/instant";
import { formatMoney, fromUnits, toUnits } from "@pipeline/core/money";
import { openJobs } from "../costs/live";
import type { Ctx, Scope } from "../ctx";
import { holdBudgets, type BudgetRow } from "./hold";
import { jobsOf, liveUnits } from "./live";
import { openPeriods, presentPeriods } from "./open-periods";
import { reservations, reservedUnits } from "./reservations";
import { labelOf } from "./subject";

type Applicant = { project: string | null; expected: string };

/**
 * Lets a new job in where every blocking budget has room: spent + what open jobs are still expected to cost + the job's
 * own expected estimate ≤ amount, else BUDGET_EXCEEDED. The budgets stay locked until the job is stored, so that of
 * many at once exactly those are let in that fit. A running job is never asked.
 */
export async function admitJob(ctx: Ctx, scope: Scope, held: readonly BudgetRow[], job: Applicant): Promise<void> {
  const asked = held.filter((budget) => budget.blockNewJobs && (budget.project ?? job.project) === job.project);
  if (asked.length === 0) return;
  await openPeriods(scope, held, scope.now);
  const [periods, open, reserved] = await Promise.all([presentPeriods(scope), openJobs(scope), reservations(scope)]);
  for (const budget of asked) {
    const period = periods.get(budget.id);
    if (!period) throw new Error(`Budget ${budget.id} has no period at ${toInstant(scope.now)}.`);
    const spent = toUnits(period.spent) + liveUnits(jobsOf(budget, open), period, scope.now);
    const waiting = reservedUnits(reserved, budget);
    if (spent + waiting + toUnits(job.expected) <= toUnits(period.amount)) continue;
    // Budgets are for people: a key learns that there is no room, not what is spent.
    if (ctx.actor.kind === "key") throw new DomainError("BUDGET_EXCEEDED", "A budget has no room for this job.");
    const money = (amount: string) => formatMoney(amount, { currency: ctx.currency });
    throw new DomainError(
      "BUDGET_EXCEEDED",
      `The budget "${budget.name}" of ${money(period.amount)} has no room for this job (${labelOf(budget, period)}): ` +
        `${money(fromUnits(spent))} is spent, ${money(fromUnits(waiting))} is reserved by open jobs, ` +
        `and this one is expected to cost ${money(job.expected)}.`,
    );
  }
}

/** The budgets that may refuse a new job, held; none where no budget of the actor's does. */
export async function holdForAdmission(scope: Scope): Promise<BudgetRow[]> {
  const held = await holdBudgets(scope);
  return held.some(({ blockNewJobs }) => blockNewJobs) ? held : [];
}
