import type { ListRecords } from "@pipeline/core/costs";
import { CursorInstant, CursorMs, decodeCursor, encodeCursor, type Page } from "@pipeline/core/cursor";
import { statement, type Given } from "@pipeline/db";
import { costRecords, jobs } from "@pipeline/db/schema";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { reading, type Ctx, type Scope } from "../ctx";
import { eachShape } from "../each-shape";
import { countRecords } from "./count-records";
import { recordColumns, type CostRecord } from "./ledger";
import {
  asked,
  recordsOrder,
  recordsWhere,
  type Bounds,
  type RecordQuery,
  type Shape,
  type Values,
} from "./record-query";
import { rangeOf } from "./window";

/** A record in a list, with the name of its job. */
export type ListedRecord = CostRecord & { jobName: string | null };
export type RecordPage = Page<ListedRecord> & { totalCount: number };

const PlaceInWindow = z.strictObject({ from: CursorMs, to: CursorMs, at: CursorInstant, id: z.uuid() });

/** A page of the ledger in a window, newest first. The window of the first page is kept by its cursor. */
export async function listRecords(ctx: Ctx, input: ListRecords): Promise<RecordPage> {
  return reading(ctx, async (scope) => {
    const { cursor, limit, ...list } = input;
    const bounds = async () => {
      const range = await rangeOf(scope, input);
      return { from: range.from, to: range.ledgerTo };
    };
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

export type RecordList = Pick<RecordQuery, "filters" | "order" | "limit"> & {
  /** The window; asked for the first page only. */
  bounds(): Promise<Bounds>;
  /** Names the list for its cursors: window and filters as they were asked for. */
  list: unknown;
  cursor?: string | undefined;
};

/** A page of records between two instants (ms), with the exact count of all pages. */
export async function pageOfRecords(scope: Scope, query: RecordList): Promise<RecordPage> {
  const { cursor, filters, order, limit } = query;
  const name = JSON.stringify(query.list);
  const place = cursor === undefined ? undefined : decodeCursor(cursor, name, PlaceInWindow);
  const { from, to } = place ?? (await query.bounds());
  const bounds: Bounds = { from, to };
  const { shape, values } = asked(scope, { bounds, filters, order, place, limit: limit + 1 });
  const [rows, totalCount] = await Promise.all([pages(shape)(scope.tx, values), countRecords(scope, bounds, filters)]);
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  const nextCursor = last ? encodeCursor(name, { from, to, at: last.recordedAt, id: last.id }) : null;
  return { items, nextCursor, totalCount };
}

const pages = eachShape((shape: Shape) =>
  statement((db, given: Given<Values>) =>
    db
      .select({ ...recordColumns, jobName: jobs.name })
      .from(costRecords)
      .leftJoin(jobs, and(eq(jobs.userId, costRecords.userId), eq(jobs.id, costRecords.jobId)))
      .where(recordsWhere(shape, given))
      .orderBy(...recordsOrder(shape))
      .limit(given.limit),
  ),
);
