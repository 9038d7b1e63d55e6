import { toInstant } from "@pipeline/core/instant";
import { dayChecks } from "@pipeline/db/schema";
import { and, eq, lte } from "drizzle-orm";
import { checkDays } from "../anomalies/check-days";
import { inside, writing } from "../ctx";
import { holdInbox } from "../notifications/inbox";
import { forUser, type DueCtx } from "./actor";
import { BATCH, each } from "./each";

/** Looks at the days of everybody whose costs have changed. Answers how many people's. */
export async function checkDueDays(due: DueCtx): Promise<number> {
  const changed = await due.owner
    .select({ userId: dayChecks.userId })
    .from(dayChecks)
    .where(lte(dayChecks.dueAt, toInstant(due.now())))
    .orderBy(dayChecks.dueAt)
    .limit(BATCH);
  return each(changed, ({ userId }) => check(due, userId));
}

async function check(due: DueCtx, userId: string): Promise<void> {
  const ctx = forUser(due, userId);
  await writing(ctx, async (scope) => {
    // First, as in transactions that book a cost and tell of it: the two never wait for each other.
    await holdInbox(scope);
    const taken = await scope.tx
      .delete(dayChecks)
      .where(and(eq(dayChecks.userId, userId), lte(dayChecks.dueAt, toInstant(scope.now))))
      .returning({ userId: dayChecks.userId });
    if (taken.length > 0) await checkDays(inside(ctx, scope.tx), scope);
  });
}
