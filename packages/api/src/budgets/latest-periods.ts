import { budgetPeriods, budgets } from "@pipeline/db/schema";
import { and, desc, eq, lte } from "drizzle-orm";
import type { Scope } from "../ctx";
import type { PeriodRow } from "./chain";

/**
 * The latest `count` periods of each of the actor's budgets, newest first; of those that began by `until` where it is
 * given. A search for each budget: how many periods it ever had makes no difference.
 */
export async function latestPeriods({ tx, userId }: Scope, count: number, until?: string): Promise<PeriodRow[]> {
  const { userId: owner, budgetId, periodStart } = budgetPeriods;
  const latest = tx
    .select()
    .from(budgetPeriods)
    .where(and(eq(owner, userId), eq(budgetId, budgets.id), until === undefined ? undefined : lte(periodStart, until)))
    .orderBy(desc(periodStart))
    .limit(count)
    .as("latest");
  const rows = await tx
    .select({ period: latest._.selectedFields })
    .from(budgets)
    .crossJoinLateral(latest)
    .where(eq(budgets.userId, userId))
    .orderBy(desc(latest.periodStart));
  return rows.map(({ period }) => period);
}
