import type { UpdateBudget } from "@pipeline/core/budgets";
import { badInput, notFound } from "@pipeline/core/errors";
import { toInstant } from "@pipeline/core/instant";
import { budgets } from "@pipeline/db/schema";
import { and, eq } from "drizzle-orm";
import { inside, writing, type Ctx } from "../ctx";
import { holdBudgets, type BudgetRow } from "./hold";
import { standing, type Budget } from "./standing";
import { weighBudgets } from "./weigh";

/**
 * Changes name, amount, thresholds or what it does. What was told stays told; thresholds that were not are weighed
 * anew. NOT_FOUND for someone else's or none; BAD_INPUT on `period` or `project`, which a budget keeps.
 */
export async function updateBudget(ctx: Ctx, input: UpdateBudget): Promise<Budget> {
  return writing(ctx, async (scope) => {
    const { id, period, project, ...changes } = input;
    const known = (await holdBudgets(scope)).find((budget) => budget.id === id);
    if (!known) throw notFound("budget");
    refuseOther(known, { period, project });
    await scope.tx
      .update(budgets)
      .set({ ...changes, updatedAt: toInstant(scope.now) })
      .where(and(eq(budgets.userId, scope.userId), eq(budgets.id, id)));
    await weighBudgets(inside(ctx, scope.tx), scope);
    return standing(scope, id);
  });
}

function refuseOther(known: BudgetRow, { period, project }: Pick<UpdateBudget, "period" | "project">): void {
  if (period !== undefined && period !== known.period) {
    throw badInput("period", "A budget keeps its period: what it has counted would mean something else.");
  }
  if (project !== undefined && project !== known.project) {
    throw badInput("project", "A budget keeps its project: what it has counted would mean something else.");
  }
}
