import { statement, type Db, type Given } from "@pipeline/db";
import { budgets } from "@pipeline/db/schema";
import { asc, eq } from "drizzle-orm";
import type { Scope } from "../ctx";

export type BudgetRow = typeof budgets.$inferSelect;

/**
 * The actor's budgets, locked for the rest of the transaction: all of them, always in one order, before the inbox and
 * after the ledger, so that writers wait for each other and never in a circle.
 */
export function holdBudgets({ tx, userId }: Scope): Promise<BudgetRow[]> {
  return held(tx, { userId });
}

const held = statement((db: Db, { userId }: Given<{ userId: string }>) =>
  db.select().from(budgets).where(eq(budgets.userId, userId)).orderBy(asc(budgets.id)).for("update"),
);

/** The actor's budgets as they are. */
export function readBudgets({ tx, userId }: Scope): Promise<BudgetRow[]> {
  return tx
    .select()
    .from(budgets)
    .where(eq(budgets.userId, userId))
    .orderBy(asc(budgets.createdAt), asc(budgets.name), asc(budgets.id));
}
