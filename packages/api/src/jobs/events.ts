import { DomainError, notFound } from "@pipeline/core/errors";
import { toInstant, toMs } from "@pipeline/core/instant";
import type { JobEventType } from "@pipeline/core/job-words";
import { JsonObject } from "@pipeline/core/text";
import { jobEvents, jobs } from "@pipeline/db/schema";
import { and, desc, eq, inArray, isNotNull, lte, sql } from "drizzle-orm";
import { recordedBy } from "../audit/keep";
import type { Scope } from "../ctx";
import type { JobRow } from "./columns";
import { LIFE_EVENTS, type LifeEvent } from "./life";

/** An event before it is kept: times in ms. */
export type NewEvent = {
  jobId: string;
  eventId: string;
  type: JobEventType;
  at: number;
  body: object;
  bodyHash: string;
};

/**
 * The actor's job, locked for the rest of the transaction. NOT_FOUND otherwise. The full lock, on purpose: a record for
 * this job then waits for it (`ownJobs`), before it holds a roll-up that we need.
 */
export async function holdJob({ tx, userId }: Scope, id: string): Promise<JobRow> {
  const [job] = await tx
    .select()
    .from(jobs)
    .where(and(eq(jobs.userId, userId), eq(jobs.id, id)))
    .for("update");
  if (!job) throw notFound("job");
  return job;
}

/** Keeps an event. False when the same one is there already; CONFLICT when its id was used for another. */
export async function keepEvent(scope: Scope, event: NewEvent): Promise<boolean> {
  const { tx, userId, now } = scope;
  const kept = await tx
    .insert(jobEvents)
    .values({
      userId,
      jobId: event.jobId,
      eventId: event.eventId,
      type: event.type,
      at: toInstant(event.at),
      receivedAt: toInstant(now),
      body: JsonObject.parse(event.body),
      bodyHash: event.bodyHash,
      recordedBy: recordedBy(scope),
    })
    .onConflictDoNothing()
    .returning({ eventId: jobEvents.eventId });
  if (kept.length === 1) return true;
  const [known] = await tx
    .select({ bodyHash: jobEvents.bodyHash })
    .from(jobEvents)
    .where(and(eq(jobEvents.userId, userId), eq(jobEvents.jobId, event.jobId), eq(jobEvents.eventId, event.eventId)));
  if (known?.bodyHash !== event.bodyHash) {
    throw new DomainError("CONFLICT", "This event_id was used for another event of the job.");
  }
  return false;
}

/** The few events that shape a job's life. */
export async function lifeEvents({ tx, userId }: Scope, jobId: string): Promise<LifeEvent[]> {
  const rows = await tx
    .select()
    .from(jobEvents)
    .where(and(eq(jobEvents.userId, userId), eq(jobEvents.jobId, jobId), inArray(jobEvents.type, [...LIFE_EVENTS])));
  return rows.map(({ eventId, type, at, receivedAt, body }) => ({
    eventId,
    type,
    at: toMs(at),
    receivedAt: toMs(receivedAt),
    ...(typeof body["message"] === "string" && { reason: body["message"] }),
  }));
}

/** The latest step and the latest total told up to an instant (ms), or at all. */
export async function latestSteps(
  { tx, userId }: Scope,
  jobId: string,
  until: number | null,
): Promise<{ step: number | null; totalSteps: number | null }> {
  const latest = (field: "step" | "totalSteps") =>
    tx
      .select({ value: sql<string>`${jobEvents.body} ->> ${field}` })
      .from(jobEvents)
      .where(
        and(
          eq(jobEvents.userId, userId),
          eq(jobEvents.jobId, jobId),
          isNotNull(sql`${jobEvents.body} ->> ${field}`),
          until === null ? undefined : lte(jobEvents.at, toInstant(until)),
        ),
      )
      .orderBy(desc(jobEvents.at), desc(jobEvents.eventId))
      .limit(1);
  const [[step], [planned]] = await Promise.all([latest("step"), latest("totalSteps")]);
  return { step: step ? Number(step.value) : null, totalSteps: planned ? Number(planned.value) : null };
}
