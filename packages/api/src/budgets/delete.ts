import type { BudgetId } from "@pipeline/core/budgets";
import { notFound } from "@pipeline/core/errors";
import { budgets } from "@pipeline/db/schema";
import { and, eq } from "drizzle-orm";
import { keepDone } from "../audit/keep";
import { writing, type Ctx } from "../ctx";
import { touchInbox } from "../notifications/inbox";
import { holdBudgets } from "./hold";

/** Deletes a budget with its periods; what it has told stays in the inbox. NOT_FOUND for someone else's or none. */
export async function deleteBudget(ctx: Ctx, { id }: BudgetId): Promise<{ id: string }> {
  return writing(ctx, async (scope) => {
    await holdBudgets(scope);
    const gone = await scope.tx
      .delete(budgets)
      .where(and(eq(budgets.userId, scope.userId), eq(budgets.id, id)))
      .returning({ id: budgets.id });
    if (gone.length === 0) throw notFound("budget");
    await keepDone(scope, "budgets.delete", id);
    await touchInbox(scope);
    return { id };
  });
}
