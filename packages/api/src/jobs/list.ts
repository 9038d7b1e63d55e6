import { CursorInstant, decodeCursor, encodeCursor, type Page } from "@pipeline/core/cursor";
import type { ListJobs } from "@pipeline/core/jobs";
import { jobs } from "@pipeline/db/schema";
import { and, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { reading, type Ctx } from "../ctx";
import { jobColumns, toJob, type Job } from "./columns";

const Place = z.strictObject({ at: CursorInstant, id: z.uuid() });

/** A page of the actor's jobs, latest queued first. */
export async function listJobs(ctx: Ctx, input: ListJobs): Promise<Page<Job>> {
  return reading(ctx, async ({ tx, userId, now }) => {
    const { cursor, limit, ...list } = input;
    const name = JSON.stringify(["jobs", list]);
    const place = cursor === undefined ? undefined : decodeCursor(cursor, name, Place);
    const rows = await tx
      .select(jobColumns)
      .from(jobs)
      .where(
        and(
          eq(jobs.userId, userId),
          input.status === undefined ? undefined : eq(jobs.status, input.status),
          place && sql`(${jobs.queuedAt}, ${jobs.id}) < (${place.at}::timestamptz, ${place.id}::uuid)`,
        ),
      )
      .orderBy(desc(jobs.queuedAt), desc(jobs.id))
      .limit(limit + 1);
    const items = rows.slice(0, limit);
    const last = rows.length > limit ? items.at(-1) : undefined;
    return {
      items: items.map((row) => toJob(row, now)),
      nextCursor: last ? encodeCursor(name, { at: last.queuedAt, id: last.id }) : null,
    };
  });
}
