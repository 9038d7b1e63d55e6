import { notFound } from "@pipeline/core/errors";
import type { JobId } from "@pipeline/core/jobs";
import { jobEvents, jobs } from "@pipeline/db/schema";
import { and, desc, eq, ne } from "drizzle-orm";
import { reading, type Ctx } from "../ctx";
import { jobColumns, toJob, type Job } from "./columns";

export type JobEvent = Pick<typeof jobEvents.$inferSelect, "eventId" | "type" | "at" | "receivedAt" | "body">;
/** A job with its latest events, newest first, heartbeats left out. */
export type JobDetail = Job & { events: JobEvent[] };

const MAX_EVENTS = 200;

/** One job of the actor's. NOT_FOUND for someone else's or none. */
export async function getJob(ctx: Ctx, { id }: JobId): Promise<JobDetail> {
  return reading(ctx, async ({ tx, userId, now }) => {
    const { eventId, type, at, receivedAt, body } = jobEvents;
    const [[row], events] = await Promise.all([
      tx
        .select(jobColumns)
        .from(jobs)
        .where(and(eq(jobs.userId, userId), eq(jobs.id, id))),
      tx
        .select({ eventId, type, at, receivedAt, body })
        .from(jobEvents)
        .where(and(eq(jobEvents.userId, userId), eq(jobEvents.jobId, id), ne(type, "heartbeat")))
        .orderBy(desc(at), desc(eventId))
        .limit(MAX_EVENTS),
    ]);
    if (!row) throw notFound("job");
    return { ...toJob(row, now), events };
  });
}
