import { toInstant, toMs } from "@pipeline/core/instant";
import type { Db } from "@pipeline/db";
import { budgetPeriods } from "@pipeline/db/schema";
import { asc, isNotNull, lte, sql } from "drizzle-orm";
import { weighBudgets } from "../budgets/weigh";
import { inside } from "../ctx";
import { forUser, type DueCtx } from "./actor";
import { BATCH, each } from "./each";
import { patiently } from "../patience";

/** Weighs the budgets that are due, the longest due first. Answers of how many users, and whether some were held. */
export async function weighDue(due: DueCtx): Promise<{ users: number; held: boolean }> {
  const { userId, nextDueAt } = budgetPeriods;
  const reached = await due.owner
    .select({ userId })
    .from(budgetPeriods)
    .where(lte(nextDueAt, toInstant(due.now())))
    .groupBy(userId)
    .orderBy(asc(sql`min(${nextDueAt})`))
    .limit(BATCH);
  const users = await each(reached, (row) => weighUser(due, row.userId));
  return { users, held: users < reached.length };
}

/** False where the user's budgets are held by somebody else. */
function weighUser(due: DueCtx, userId: string): Promise<boolean> {
  const ctx = forUser(due, userId);
  return patiently(ctx, (scope) => weighBudgets(inside(ctx, scope.tx), scope, { forecasts: true }));
}

/** When the next budget of anybody is due (ms); undefined while none waits. */
export async function nextCrossing(owner: Db): Promise<number | undefined> {
  const [row] = await owner
    .select({ at: sql<string | null>`min(${budgetPeriods.nextDueAt})`.mapWith(budgetPeriods.nextDueAt) })
    .from(budgetPeriods)
    .where(isNotNull(budgetPeriods.nextDueAt));
  return row?.at ? toMs(row.at) : undefined;
}
