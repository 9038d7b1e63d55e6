import { toInstant, toMs } from "@pipeline/core/instant";
import { LOST_AFTER_MS } from "@pipeline/core/job-words";
import { jobs } from "@pipeline/db/schema";
import { and, eq, lte, sql } from "drizzle-orm";
import { watchJob } from "../anomalies/watch-job";
import { followUp } from "../costs/follow-up";
import { heardRuns, isSilent } from "../costs/heard";
import { toRun } from "../costs/live";
import { inside, writing } from "../ctx";
import { holdJob } from "../jobs/events";
import { settle } from "../jobs/settle";
import { tell } from "../jobs/tell";
import { forUser, type DueCtx } from "./actor";
import { BATCH, each } from "./each";

/** Gives up running jobs that have not been heard of for 15 minutes. Provisional: any later word reopens them. */
export async function loseSilent(due: DueCtx): Promise<number> {
  const latest = toInstant(due.now() - LOST_AFTER_MS);
  const silent = await due.owner
    .select({ userId: jobs.userId, id: jobs.id })
    .from(jobs)
    // No parameter: the index of open jobs must hold for every plan.
    .where(and(sql`${jobs.status} = 'running'`, lte(jobs.lastSeenAt, latest)))
    .orderBy(jobs.lastSeenAt)
    .limit(BATCH);
  return each(silent, ({ userId, id }) => lose(due, userId, id));
}

async function lose(due: DueCtx, userId: string, id: string): Promise<void> {
  const ctx = forUser(due, userId);
  await writing(ctx, async (scope) => {
    const job = await holdJob(scope, id);
    if (!isSilent(job, scope.now) || job.lastSeenAt === null) return;
    const endedAt = toMs(job.lastEventAt ?? job.lastSeenAt);
    const runs = heardRuns(job, scope.now).map(toRun);
    const startedAt = job.startedAt === null ? null : toMs(job.startedAt);
    const life = { status: "failed" as const, reason: "lost", startedAt, endedAt, runs };
    const settled = await settle(scope, job, life, endedAt);
    const [after] = await scope.tx
      .update(jobs)
      .set({
        ...settled,
        status: life.status,
        reason: life.reason,
        lost: true,
        endedAt: toInstant(endedAt),
        finalCost: sql`${jobs.currentCost}`,
      })
      .where(and(eq(jobs.userId, userId), eq(jobs.id, id)))
      .returning();
    await followUp(inside(ctx, scope.tx), scope);
    if (after) await watchJob(inside(ctx, scope.tx), scope, after);
    if (after) await tell(inside(ctx, scope.tx), job, after);
  });
}
