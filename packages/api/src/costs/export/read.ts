import { statement, type Given } from "@pipeline/db";
import { costRecords, jobs } from "@pipeline/db/schema";
import { and, eq } from "drizzle-orm";
import type { Scope } from "../../ctx";
import { eachShape } from "../../each-shape";
import { recordColumns, type CostRecord } from "../ledger";
import { asked, recordsOrder, recordsWhere, type Bounds, type Filters, type Shape, type Values } from "../record-query";

/** A record with what a reader of files wants to know of its job; nulls where there is none. */
export type ExportedRecord = CostRecord & {
  jobName: string | null;
  provider: string | null;
  /** The job's status, or `lost`. */
  outcome: string | null;
};

const PAGE = 1000;

/** All records between two instants, oldest first, a thousand at a time: each page starts where the last one ended. */
export async function* readRecords(scope: Scope, bounds: Bounds, filters: Filters): AsyncGenerator<ExportedRecord[]> {
  let last: ExportedRecord | undefined;
  do {
    const page = await pageAfter(scope, last, { bounds, filters });
    if (page.length > 0) yield page;
    last = page.length < PAGE ? undefined : page.at(-1);
  } while (last !== undefined);
}

type Query = { bounds: Bounds; filters: Filters };

async function pageAfter(scope: Scope, last: ExportedRecord | undefined, query: Query): Promise<ExportedRecord[]> {
  const place = last && { at: last.recordedAt, id: last.id };
  const { shape, values } = asked(scope, { ...query, order: "oldest first", place, limit: PAGE });
  const rows = await pages(shape)(scope.tx, values);
  return rows.map(({ status, lost, ...record }) => ({ ...record, outcome: lost === true ? "lost" : status }));
}

const pages = eachShape((shape: Shape) =>
  statement((db, given: Given<Values>) =>
    db
      .select({ ...recordColumns, jobName: jobs.name, provider: jobs.provider, status: jobs.status, lost: jobs.lost })
      .from(costRecords)
      .leftJoin(jobs, and(eq(jobs.userId, costRecords.userId), eq(jobs.id, costRecords.jobId)))
      .where(recordsWhere(shape, given))
      .orderBy(...recordsOrder(shape))
      .limit(given.limit),
  ),
);
