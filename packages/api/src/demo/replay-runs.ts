import { toInstant, toMs } from "@pipeline/core/instant";
import { jobs } from "@pipeline/db/schema";
import { and, eq, gte, inArray, or } from "drizzle-orm";
import { reading, type Ctx } from "../ctx";
import { reportEvent } from "../jobs/report";

export const REPLAY_NAME = "Replay of a real LoRA log (Llama 2 70B, 8 × H100)";
export const REPLAY_PROJECT = "replay";

const OPEN = ["queued", "running", "paused"] as const;
const DAY_MS = 86_400_000;

type Run = Pick<typeof jobs.$inferSelect, "id" | "status" | "queuedAt" | "lastEventAt" | "lastSeenAt" | "endedAt">;
/** The replays of the UTC day: how many, when the last one ended (ms, 0: none), and those that are open. */
export type ReplayRuns = { today: number; endedAt: number; open: Run[] };

/** A replay that is driven speaks far more often. */
const SILENT_MS = 60_000;

/** Looks at the replays of the day that holds now. */
export async function replayRuns(ctx: Ctx): Promise<ReplayRuns> {
  return reading(ctx, async ({ tx, userId, now }) => {
    const midnight = toInstant(Math.floor(now / DAY_MS) * DAY_MS);
    const { id, status, queuedAt, lastEventAt, lastSeenAt, endedAt } = jobs;
    const runs = await tx
      .select({ id, status, queuedAt, lastEventAt, lastSeenAt, endedAt })
      .from(jobs)
      .where(
        and(
          eq(jobs.userId, userId),
          eq(jobs.project, REPLAY_PROJECT),
          eq(jobs.name, REPLAY_NAME),
          or(gte(queuedAt, midnight), inArray(status, [...OPEN])),
        ),
      );
    return {
      today: runs.filter((run) => run.queuedAt >= midnight).length,
      endedAt: Math.max(0, ...runs.map((run) => (run.endedAt === null ? 0 : toMs(run.endedAt)))),
      open: runs.filter((run) => OPEN.some((state) => state === run.status)),
    };
  });
}

/** Ends a replay that nobody drives any more, at its last word, so that nothing is billed after it. False: it is driven. */
export async function endInterrupted(ctx: Ctx, run: Run): Promise<boolean> {
  if (ctx.now() - toMs(run.lastSeenAt ?? run.queuedAt) < SILENT_MS) return false;
  await reportEvent(ctx, {
    jobId: run.id,
    eventId: "replay-interrupted",
    type: "failed",
    at: run.lastEventAt ?? run.queuedAt,
    message: "the replay was interrupted",
  });
  return true;
}
