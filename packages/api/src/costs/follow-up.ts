import { weighBudgets } from "../budgets/weigh";
import type { Ctx, Scope } from "../ctx";

/**
 * What follows from a change of costs, in its transaction: to be called once records are booked and the jobs they
 * belong to are stored, before anything else is told.
 */
export async function followUp(ctx: Ctx, scope: Scope): Promise<void> {
  await weighBudgets(ctx, scope);
}
