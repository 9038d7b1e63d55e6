import { toInstant, toMs } from "@pipeline/core/instant";
import type { Db } from "@pipeline/db";
import { budgetPeriods } from "@pipeline/db/schema";
import { isNotNull, lte, sql } from "drizzle-orm";
import { weighBudgets } from "../budgets/weigh";
import { inside, writing } from "../ctx";
import { forUser, type DueCtx } from "./actor";
import { each } from "./each";

const BATCH = 200;

/** Weighs the budgets that running jobs have carried over a threshold by now. Answers of how many users. */
export async function weighDue(due: DueCtx): Promise<number> {
  const reached = await due.owner
    .selectDistinct({ userId: budgetPeriods.userId })
    .from(budgetPeriods)
    .where(lte(budgetPeriods.nextDueAt, toInstant(due.now())))
    .limit(BATCH);
  await each(reached, ({ userId }) => {
    const ctx = forUser(due, userId);
    return writing(ctx, (scope) => weighBudgets(inside(ctx, scope.tx), scope));
  });
  return reached.length;
}

/** When the next budget of anybody is due (ms); undefined while none waits. */
export async function nextCrossing(owner: Db): Promise<number | undefined> {
  const [row] = await owner
    .select({ at: sql<string | null>`min(${budgetPeriods.nextDueAt})`.mapWith(budgetPeriods.nextDueAt) })
    .from(budgetPeriods)
    .where(isNotNull(budgetPeriods.nextDueAt));
  return row?.at ? toMs(row.at) : undefined;
}
