import { toInstant } from "@pipeline/core/instant";
import { rowsOf } from "@pipeline/db";
import { budgetPeriods } from "@pipeline/db/schema";
import { and, eq, gt, lte } from "drizzle-orm";
import { accountTimeZone } from "../account/time-zone";
import type { Scope } from "../ctx";
import { missingPeriods, type PeriodRow } from "./chain";
import type { BudgetRow } from "./hold";
import { latestPeriods } from "./latest-periods";
import { withLedgerSums } from "./ledger-sum";

/**
 * Makes the rows that held budgets lack, up to the period that holds `until` (ms), each with what the ledger has in it.
 * Zone and bounds are pinned by the row; a change of zone holds the budgets too, so that none is half done. Answers the
 * rows that are new.
 */
export async function openPeriods(scope: Scope, held: readonly BudgetRow[], until: number): Promise<PeriodRow[]> {
  const last = await lastPeriods(scope);
  const reached = toInstant(until);
  const behind = held.filter(({ id }) => (last.get(id)?.periodEnd ?? "") <= reached);
  if (behind.length === 0) return [];
  const timeZone = await accountTimeZone(scope);
  const missing = behind.flatMap((budget) =>
    missingPeriods(budget, last.get(budget.id), timeZone, until).map((period) => ({ project: budget.project, period })),
  );
  const opened = await withLedgerSums(scope, missing);
  const made = scope.tx.insert(budgetPeriods).select(rowsOf(budgetPeriods, opened));
  // Without an answer a sharded database would COPY, which row-level security forbids.
  await made.returning({ budgetId: budgetPeriods.budgetId });
  return opened;
}

/** The period of each of the actor's budgets that holds this instant. */
export async function presentPeriods({ tx, userId, now }: Scope): Promise<Map<string, PeriodRow>> {
  const { periodStart, periodEnd } = budgetPeriods;
  const at = toInstant(now);
  const rows = await tx
    .select()
    .from(budgetPeriods)
    .where(and(eq(budgetPeriods.userId, userId), lte(periodStart, at), gt(periodEnd, at)));
  return new Map(rows.map((row) => [row.budgetId, row]));
}

/** The latest period of each of the actor's budgets. */
async function lastPeriods(scope: Scope): Promise<Map<string, PeriodRow>> {
  return new Map((await latestPeriods(scope, 1)).map((row) => [row.budgetId, row]));
}
