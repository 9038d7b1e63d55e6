import { toInstant, toMs } from "@pipeline/core/instant";
import { jobs } from "@pipeline/db/schema";
import { and, eq, sql } from "drizzle-orm";
import { watchJob } from "../anomalies/watch-job";
import { followUp } from "../costs/follow-up";
import type { Ctx, Scope } from "../ctx";
import { touchInbox } from "../notifications/inbox";
import { keepArtifact } from "./artifact";
import type { JobRow } from "./columns";
import { latestSteps, lifeEvents, type NewEvent } from "./events";
import { LIFE_EVENTS, lifeOf, type Life } from "./life";
import { hasMoved, nextMilestone, percent } from "./progress";
import { bookable, settle, type Settled } from "./settle";
import { tell } from "./tell";

type Steps = Pick<JobRow, "step" | "totalSteps" | "progress">;

const shapesLife = (event: NewEvent) => LIFE_EVENTS.some((type) => type === event.type);

/** Moves a locked job on by an event that has just been kept. Answers the job as it is then. */
export async function advance(ctx: Ctx, scope: Scope, job: JobRow, event: NewEvent): Promise<JobRow> {
  if (event.type === "artifact_ready") await keepArtifact(scope, job, event);
  const lastEventAt = Math.max(event.at, job.lastEventAt === null ? 0 : toMs(job.lastEventAt));
  // A word from a job that was given up as lost brings it back: its life is folded anew.
  const reopened = job.lost;
  const life = shapesLife(event) || reopened ? lifeOf(await lifeEvents(scope, job.id)) : undefined;
  const settled = life && (await settle(scope, job, life, life.endedAt ?? bookable(lastEventAt, scope.now)));
  const steps = await stepsAfter(scope, job, event, life);
  const after = await store(scope, job, { life, settled, steps, lastEventAt });
  if (life) await followUp(ctx, scope);
  if (life) await watchJob(ctx, scope, after);
  await tell(ctx, job, after, event);
  if (life || hasMoved(job, after)) await touchInbox(scope);
  return after;
}

async function stepsAfter(scope: Scope, job: JobRow, event: NewEvent, life: Life | undefined): Promise<Steps> {
  const { startedAt, endedAt } = life ?? {
    startedAt: job.startedAt,
    endedAt: job.endedAt === null ? null : toMs(job.endedAt),
  };
  const told = event.body as { step?: number; totalSteps?: number };
  if (startedAt === null) return job;
  if (life === undefined && told.step === undefined && told.totalSteps === undefined) return job;
  const inOrder = life === undefined && endedAt === null && event.at > toMs(job.lastEventAt ?? job.queuedAt);
  const { step, totalSteps } = inOrder
    ? { step: told.step ?? job.step, totalSteps: told.totalSteps ?? job.totalSteps }
    : await latestSteps(scope, job.id, endedAt);
  return { step, totalSteps, progress: percent(step, totalSteps) };
}

type Changes = { life: Life | undefined; settled: Settled | undefined; steps: Steps; lastEventAt: number };

async function store({ tx, userId, now }: Scope, job: JobRow, changes: Changes): Promise<JobRow> {
  const { life, settled, steps, lastEventAt } = changes;
  const ended = life === undefined ? job.endedAt !== null : life.endedAt !== null;
  const milestone = ended ? 0 : nextMilestone(steps.progress, job.milestone);
  const [after] = await tx
    .update(jobs)
    .set({
      ...(life && {
        status: life.status,
        reason: life.reason,
        lost: false,
        startedAt: life.startedAt === null ? null : toInstant(life.startedAt),
        endedAt: life.endedAt === null ? null : toInstant(life.endedAt),
        finalCost: life.endedAt === null ? null : sql`${jobs.currentCost}`,
      }),
      ...settled,
      step: steps.step,
      totalSteps: steps.totalSteps,
      progress: steps.progress,
      milestone: Math.max(job.milestone, milestone),
      lastSeenAt: toInstant(now),
      lastEventAt: toInstant(lastEventAt),
    })
    .where(and(eq(jobs.userId, userId), eq(jobs.id, job.id)))
    .returning();
  if (!after) throw new Error("A locked job is gone.");
  return after;
}
