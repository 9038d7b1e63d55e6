import { jobs } from "@pipeline/db/schema";
import { and, asc, eq, sql } from "drizzle-orm";
import { inside, writing } from "../ctx";
import { isBehind, meterJobs, type Metered } from "../jobs/meter-jobs";
import { toInstant } from "@pipeline/core/instant";
import { forUser, type DueCtx } from "./actor";
import { BATCH, each, oneByOne } from "./each";

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

/**
 * All of a user's jobs in as few transactions as they fit into; where one fails, each job in its own. Answers whether any
 * was booked: jobs that somebody holds have their turn the next time.
 */
async function meterUser(due: DueCtx, userId: string): Promise<boolean> {
  try {
    let { booked, more } = await meter(due, userId);
    while (more) {
      const next = await meter(due, userId);
      [booked, more] = [booked + next.booked, next.more];
    }
    return booked > 0;
  } catch {
    const behind = await due.owner
      .select({ id: jobs.id })
      .from(jobs)
      .where(and(eq(jobs.userId, userId), isBehind(toInstant(due.now()))));
    // Others are at work beside it.
    return (await oneByOne(behind, async ({ id }) => (await meter(due, userId, id)).booked > 0)) > 0;
  }
}

function meter(due: DueCtx, userId: string, id?: string): Promise<Metered> {
  const ctx = forUser(due, userId);
  return writing(ctx, (scope) => meterJobs(inside(ctx, scope.tx), scope, id));
}
