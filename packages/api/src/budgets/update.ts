import type { UpdateBudget } from "@pipeline/core/budgets";
import { badInput, notFound } from "@pipeline/core/errors";
import { toInstant } from "@pipeline/core/instant";
import { budgetPeriods, budgets } from "@pipeline/db/schema";
import { and, eq, gt } from "drizzle-orm";
import { keepDone } from "../audit/keep";
import { inside, writing, type Ctx, type Scope } from "../ctx";
import { holdBudgets, type BudgetRow } from "./hold";
import { touchInbox } from "../notifications/inbox";
import { openPeriods } from "./open-periods";
import { standing, type Budget } from "./standing";
import { weighBudgets } from "./weigh";

/**
 * Changes name, amount, thresholds or what it does. What was told stays told; thresholds that were not are weighed
 * anew. NOT_FOUND for someone else's or none; BAD_INPUT on `period` or `project`, which a budget keeps.
 */
export async function updateBudget(ctx: Ctx, input: UpdateBudget): Promise<Budget> {
  return writing(ctx, async (scope) => {
    const { id, period, project, ...changes } = input;
    const held = await holdBudgets(scope);
    const known = held.find((budget) => budget.id === id);
    if (!known) throw notFound("budget");
    refuseOther(known, { period, project });
    // What has ended by now is pinned before the change.
    await openPeriods(scope, held, scope.now);
    await scope.tx
      .update(budgets)
      .set({ ...changes, updatedAt: toInstant(scope.now) })
      .where(and(eq(budgets.userId, scope.userId), eq(budgets.id, id)));
    await pin(scope, {
      ...known,
      amount: changes.amount ?? known.amount,
      thresholds: changes.thresholds ?? known.thresholds,
    });
    await keepDone(scope, "budgets.update", id);
    await weighBudgets(inside(ctx, scope.tx), scope);
    await touchInbox(scope);
    return standing(scope, id);
  });
}

/** A period that lasts goes by the new amount and thresholds; one that has ended keeps what it was measured by. */
async function pin({ tx, userId, now }: Scope, { id, amount, thresholds }: BudgetRow): Promise<void> {
  const mine = and(eq(budgetPeriods.userId, userId), eq(budgetPeriods.budgetId, id));
  await tx
    .update(budgetPeriods)
    .set({ amount, thresholds })
    .where(and(mine, gt(budgetPeriods.periodEnd, toInstant(now))));
}

function refuseOther(known: BudgetRow, { period, project }: Pick<UpdateBudget, "period" | "project">): void {
  if (period !== undefined && period !== known.period) {
    throw badInput("period", "A budget keeps its period: what it has counted would mean something else.");
  }
  if (project !== undefined && project !== known.project) {
    throw badInput("project", "A budget keeps its project: what it has counted would mean something else.");
  }
}
