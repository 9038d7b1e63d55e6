import type { ListRecords } from "@pipeline/core/costs";
import { CursorInstant, CursorMs, decodeCursor, encodeCursor, type Page } from "@pipeline/core/cursor";
import { toInstant, type Instant } from "@pipeline/core/instant";
import { costRecords, jobs } from "@pipeline/db/schema";
import { and, asc, count, desc, eq, gte, isNull, lt, sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import { reading, type Ctx, type Scope } from "../ctx";
import { recordColumns, type CostRecord } from "./ledger";
import { windowOf } from "./window";

/** A record in a list, with the name of its job. */
export type ListedRecord = CostRecord & { jobName: string | null };
export type RecordPage = Page<ListedRecord> & { totalCount: number };

const Place = z.strictObject({ from: CursorMs, to: CursorMs, at: CursorInstant, id: z.uuid() });
type Order = "newest first" | "oldest first";
/** In ms, half-open. */
export type Bounds = { from: number; to: number };
export type Filters = Pick<ListRecords, "costType" | "jobId" | "project">;

/** A page of the ledger in a window, newest first. The window of the first page is kept by its cursor. */
export async function listRecords(ctx: Ctx, input: ListRecords): Promise<RecordPage> {
  return reading(ctx, async (scope) => {
    const { cursor, limit, ...list } = input;
    const { range } = await windowOf(scope, input);
    const bounds = { from: range.from, to: range.ledgerTo };
    return pageOfRecords(scope, {
      bounds,
      filters: input,
      order: "newest first",
      list: ["records", list],
      cursor,
      limit,
    });
  });
}

export type RecordQuery = {
  bounds: Bounds;
  filters: Filters;
  order: Order;
  /** Names the list for its cursors: window and filters as they were asked for. */
  list: unknown;
  cursor?: string | undefined;
  limit: number;
};

/** A page of records between two instants (ms), with the exact count of all pages. */
export async function pageOfRecords(scope: Scope, query: RecordQuery): Promise<RecordPage> {
  const name = JSON.stringify(query.list);
  const place = query.cursor === undefined ? undefined : decodeCursor(query.cursor, name, Place);
  const bounds: Bounds = place ?? query.bounds;
  const where = and(...within(scope, bounds, query.filters));
  const direction = query.order === "newest first" ? desc : asc;
  const [rows, [total]] = await Promise.all([
    scope.tx
      .select({ ...recordColumns, jobName: jobs.name })
      .from(costRecords)
      .leftJoin(jobs, and(eq(jobs.userId, costRecords.userId), eq(jobs.id, costRecords.jobId)))
      .where(and(where, place && beyond(place, query.order)))
      .orderBy(direction(costRecords.recordedAt), direction(costRecords.id))
      .limit(query.limit + 1),
    scope.tx.select({ count: count() }).from(costRecords).where(where),
  ]);
  const items = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? items.at(-1) : undefined;
  const nextCursor = last
    ? encodeCursor(name, { from: bounds.from, to: bounds.to, at: last.recordedAt, id: last.id })
    : null;
  return { items, nextCursor, totalCount: total?.count ?? 0 };
}

/** The conditions of a list of records, its owner first. */
export function within({ userId }: Scope, bounds: Bounds, filters: Filters): (SQL | undefined)[] {
  const { costType, jobId, project } = filters;
  return [
    eq(costRecords.userId, userId),
    gte(costRecords.recordedAt, toInstant(bounds.from)),
    lt(costRecords.recordedAt, toInstant(bounds.to)),
    costType === undefined ? undefined : eq(costRecords.costType, costType),
    jobId === undefined ? undefined : eq(costRecords.jobId, jobId),
    project === undefined ? undefined : project === "" ? isNull(costRecords.project) : eq(costRecords.project, project),
  ];
}

/** What lies behind a place in the order of a list. */
export function beyond(place: { at: Instant; id: string }, order: Order): SQL {
  const row = sql`(${costRecords.recordedAt}, ${costRecords.id})`;
  const end = sql`(${place.at}::timestamptz, ${place.id}::uuid)`;
  return order === "newest first" ? sql`${row} < ${end}` : sql`${row} > ${end}`;
}
