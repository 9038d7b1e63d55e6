import { toInstant, toMs } from "@pipeline/core/instant";
import { jobs } from "@pipeline/db/schema";
import { and, eq, sql } from "drizzle-orm";
import { watchJob } from "../anomalies/watch-job";
import { followUp } from "../costs/follow-up";
import { append } from "../costs/ledger";
import { inside, writing } from "../ctx";
import { isOpen } from "../jobs/columns";
import { holdJob } from "../jobs/events";
import { meterEntries } from "../jobs/meter-entries";
import { bookable } from "../jobs/settle";
import { forUser, type DueCtx } from "./actor";
import { each } from "./each";

const BATCH = 500;

/** Books the quarter hours of running jobs that have closed since the last time. Answers how many jobs it moved. */
export async function meterDue(due: DueCtx): Promise<number> {
  const behind = await due.owner
    .select({ userId: jobs.userId, id: jobs.id })
    .from(jobs)
    .where(
      sql`${jobs.status} in ('running', 'paused') and ${jobs.lastEventAt} is not null
        and date_bin('15 minutes', least(${jobs.lastEventAt}, ${toInstant(due.now())}::timestamptz), '2000-01-01Z')
          > coalesce(${jobs.meteredUntil}, ${jobs.startedAt})`,
    )
    .orderBy(jobs.lastSeenAt)
    .limit(BATCH);
  await each(behind, ({ userId, id }) => meterJob(due, userId, id));
  return behind.length;
}

async function meterJob(due: DueCtx, userId: string, id: string): Promise<void> {
  const ctx = forUser(due, userId);
  await writing(ctx, async (scope) => {
    const job = await holdJob(scope, id);
    if (!isOpen(job) || job.lastEventAt === null) return;
    const booked = job.meteredUntil === null ? 0 : toMs(job.meteredUntil);
    const until = bookable(toMs(job.lastEventAt), scope.now);
    if (until <= booked) return;
    await append(scope, meterEntries(job, job.runs, booked, until));
    const [after] = await scope.tx
      .update(jobs)
      .set({ meteredUntil: toInstant(until) })
      .where(and(eq(jobs.userId, userId), eq(jobs.id, id)))
      .returning();
    await followUp(inside(ctx, scope.tx), scope);
    if (after) await watchJob(inside(ctx, scope.tx), scope, after);
  });
}
