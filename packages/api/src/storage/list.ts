import { CursorInstant, decodeCursor, encodeCursor, type Page } from "@pipeline/core/cursor";
import type { ListFiles } from "@pipeline/core/storage";
import { artifacts, jobs } from "@pipeline/db/schema";
import { and, desc, eq, getTableColumns, isNotNull, isNull, sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import { reading, type Ctx } from "../ctx";
import { storagePrices } from "../prices/find";
import { toFile, type StoredFile } from "./file";

/** A file in a list, with the name of the job that told of it. */
export type ListedFile = StoredFile & { jobName: string | null };

const Place = z.strictObject({ at: CursorInstant, id: z.uuid() });

/** A page of what the actor stores and has stored, latest first. */
export async function listFiles(ctx: Ctx, input: ListFiles): Promise<Page<ListedFile>> {
  return reading(ctx, async ({ tx, userId, now }) => {
    const { cursor, limit, ...list } = input;
    const name = JSON.stringify(["files", list]);
    const place = cursor === undefined ? undefined : decodeCursor(cursor, name, Place);
    const rows = await tx
      .select({ ...getTableColumns(artifacts), jobName: jobs.name })
      .from(artifacts)
      .leftJoin(jobs, and(eq(jobs.userId, artifacts.userId), eq(jobs.id, artifacts.jobId)))
      .where(
        and(
          eq(artifacts.userId, userId),
          ...filters(input),
          place && sql`(${artifacts.storedFrom}, ${artifacts.id}) < (${place.at}::timestamptz, ${place.id}::uuid)`,
        ),
      )
      .orderBy(desc(artifacts.storedFrom), desc(artifacts.id))
      .limit(limit + 1);
    const priceAt = await storagePrices(tx);
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      items: shown.map(({ jobName, ...row }) => ({ ...toFile(row, priceAt, now), jobName })),
      nextCursor: last ? encodeCursor(name, { at: last.storedFrom, id: last.id }) : null,
    };
  });
}

function filters({ kind, project, kept }: ListFiles): (SQL | undefined)[] {
  return [
    kind && eq(artifacts.kind, kind),
    project === undefined ? undefined : eq(artifacts.project, project),
    kept === undefined ? undefined : kept ? isNull(artifacts.storedUntil) : isNotNull(artifacts.storedUntil),
  ];
}
