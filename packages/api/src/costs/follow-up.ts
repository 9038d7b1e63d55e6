import { watchDay } from "../anomalies/watch-day";
import { weighBudgets } from "../budgets/weigh";
import type { Ctx, Scope } from "../ctx";
import { touchInbox } from "../notifications/inbox";

/**
 * What follows from a change of costs, in its transaction: to be called once records are booked and the jobs they
 * belong to are stored, before anything else is told. Locks are taken in one order: budgets, the inbox, the day.
 */
export async function followUp(ctx: Ctx, scope: Scope): Promise<void> {
  await weighBudgets(ctx, scope);
  await Promise.all([touchInbox(scope), watchDay(scope)]);
}
