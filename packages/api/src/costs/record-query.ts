import type { ListRecords } from "@pipeline/core/costs";
import { toInstant, toMs, type Instant } from "@pipeline/core/instant";
import type { Given } from "@pipeline/db";
import { costRecords } from "@pipeline/db/schema";
import { and, asc, desc, eq, gte, isNull, lt, sql, type SQL } from "drizzle-orm";
import type { Scope } from "../ctx";

export type Order = "newest first" | "oldest first";
/** In ms, half-open. */
export type Bounds = { from: number; to: number };
export type Filters = Pick<ListRecords, "costType" | "jobId" | "project">;
/** Where a page ended. */
export type Place = { at: Instant; id: string };

/** Records of a window from a place on. */
export type RecordQuery = { bounds: Bounds; filters: Filters; order: Order; place?: Place | undefined; limit: number };

/** What of a query is in the words of its statement: there is one for each. */
export type Shape = {
  order: Order;
  goesOn: boolean;
  costType: boolean;
  jobId: boolean;
  project: "any" | "none" | "one";
};

export type Values = Required<Filters> & { userId: string; from: Instant; to: Instant; limit: number } & Place;

/** The statement a query needs, and what stands in it. */
export function asked({ userId }: Pick<Scope, "userId">, query: RecordQuery): { shape: Shape; values: Values } {
  const { order, place, limit } = query;
  const { costType, jobId, project } = query.filters;
  const { from, to } = place === undefined ? query.bounds : behind(place, query);
  return {
    shape: {
      order,
      goesOn: place !== undefined,
      costType: costType !== undefined,
      jobId: jobId !== undefined,
      project: project === undefined ? "any" : project === "" ? "none" : "one",
    },
    values: {
      userId,
      from: toInstant(from),
      to: toInstant(to),
      at: place?.at ?? "",
      id: place?.id ?? "",
      costType: costType ?? "",
      jobId: jobId ?? "",
      project: project ?? "",
      limit,
    },
  };
}

// A plain bound at the place: of a row's comparison alone an index is searched from the end of the window on.
function behind({ at }: Place, { bounds, order }: RecordQuery): Bounds {
  return order === "newest first" ? { ...bounds, to: toMs(at) + 1 } : { ...bounds, from: toMs(at) };
}

/** The conditions of a list of records, its owner first. */
export function recordsWhere(shape: Shape, given: Given<Values>): SQL | undefined {
  return and(
    eq(costRecords.userId, given.userId),
    shape.jobId ? ofJob(given) : undefined,
    shape.jobId ? undefined : gte(costRecords.recordedAt, given.from),
    shape.jobId ? undefined : lt(costRecords.recordedAt, given.to),
    shape.costType ? eq(costRecords.costType, given.costType) : undefined,
    shape.project === "one" ? eq(costRecords.project, given.project) : undefined,
    shape.project === "none" ? isNull(costRecords.project) : undefined,
    shape.goesOn ? beyond(shape.order, given) : undefined,
  );
}

/**
 * One job's records in a window. Job and time are one bound, which the index of times alone cannot take: prepared for
 * anybody, the planner expects one record of either index, and would read all of the window.
 */
export function ofJob({ jobId, from, to }: Given<Pick<Values, "jobId" | "from" | "to">>): SQL {
  const row = sql`(${costRecords.jobId}, ${costRecords.recordedAt})`;
  const at = (when: typeof from) => sql`(${jobId}::uuid, ${when}::timestamptz)`;
  return sql`${costRecords.jobId} = ${jobId} and ${row} >= ${at(from)} and ${row} < ${at(to)}`;
}

function beyond(order: Order, given: Given<Values>): SQL {
  const row = sql`(${costRecords.recordedAt}, ${costRecords.id})`;
  const end = sql`(${given.at}::timestamptz, ${given.id}::uuid)`;
  return order === "newest first" ? sql`${row} < ${end}` : sql`${row} > ${end}`;
}

/** By time, and by id within an instant. */
export function recordsOrder({ order }: Shape): SQL[] {
  const direction = order === "newest first" ? desc : asc;
  return [direction(costRecords.recordedAt), direction(costRecords.id)];
}
