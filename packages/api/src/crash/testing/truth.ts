import { fromUnits, toUnits } from "@pipeline/core/money";
import type { Db } from "@pipeline/db";
import { costRecords } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import { firstBudget, thresholdsTold } from "../../budgets/testing";
import { summarizeCosts } from "../../costs/summary";
import type { Ctx } from "../../ctx";
import { verifyUser } from "../../verify/verify";
import { complaintsOf, type Truth } from "../check";
import type { History } from "../history";

/** A user as the system, on a clock that goes. `db` is one that sees all rows. */
export const liveCtx = (db: Db, userId: string): Ctx => ({
  db,
  actor: { kind: "system", userId },
  now: Date.now,
  currency: "USD",
});

/** What is stored of the user, who has one budget. */
async function truthOf(ctx: Ctx): Promise<Truth> {
  const { userId } = ctx.actor;
  const stored = await ctx.db.select().from(costRecords).where(eq(costRecords.userId, userId));
  const rows = stored.map(({ id, idempotencyKey, amount }) => ({
    id,
    key: idempotencyKey.replace(/^caller:/, ""),
    amount: fromUnits(toUnits(amount)),
  }));
  const spent = rows.reduce((units, { amount }) => units + toUnits(amount), 0n);
  const budget = await firstBudget(ctx);
  const told = (await thresholdsTold(ctx)).map(Number);
  return {
    rows,
    total: (await summarizeCosts(ctx, { groupBy: "project" })).total,
    reached: budget.thresholds.filter((threshold) => spent * 100n >= toUnits(budget.amount) * BigInt(threshold)),
    told: told.toSorted((a, b) => a - b),
  };
}

/** What is wrong with the user's data after all that a history tells of: nothing, where all is well; then it is removed. */
export async function wrongWith(ctx: Ctx, history: History): Promise<unknown[]> {
  const complaints: unknown[] = complaintsOf(history.read(), await truthOf(ctx));
  const difference = await verifyUser(ctx.db, ctx.actor.userId);
  if (difference) complaints.push(difference);
  if (complaints.length > 0) return [...complaints, `The history is in ${history.file}`];
  history.remove();
  return [];
}
