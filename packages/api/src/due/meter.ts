import { jobs } from "@pipeline/db/schema";
import { and, asc, eq, sql } from "drizzle-orm";
import { inside, writing } from "../ctx";
import { isBehind, meterJobs } from "../jobs/meter-jobs";
import { toInstant } from "@pipeline/core/instant";
import { forUser, type DueCtx } from "./actor";
import { BATCH, each } from "./each";

/** Books the quarter hours of running jobs that have closed since the last time. Answers for how many users. */
export async function meterDue(due: DueCtx): Promise<number> {
  const behind = await due.owner
    .select({ userId: jobs.userId })
    .from(jobs)
    .where(isBehind(toInstant(due.now())))
    .groupBy(jobs.userId)
    .orderBy(asc(sql`min(${jobs.lastSeenAt})`))
    .limit(BATCH);
  return each(behind, ({ userId }) => meterUser(due, userId));
}

/** All of a user's jobs in as few transactions as they fit into; where one fails, each job in its own. */
async function meterUser(due: DueCtx, userId: string): Promise<void> {
  try {
    while (await meter(due, userId));
  } catch {
    const behind = await due.owner
      .select({ id: jobs.id })
      .from(jobs)
      .where(and(eq(jobs.userId, userId), isBehind(toInstant(due.now()))));
    await each(behind, ({ id }) => meter(due, userId, id));
  }
}

function meter(due: DueCtx, userId: string, id?: string): Promise<boolean> {
  const ctx = forUser(due, userId);
  return writing(ctx, (scope) => meterJobs(inside(ctx, scope.tx), scope, id));
}
