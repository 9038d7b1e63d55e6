import { toInstant, toMs } from "@pipeline/core/instant";
import { costRecords, jobs } from "@pipeline/db/schema";
import { and, asc, eq } from "drizzle-orm";
import type { Scope } from "../../ctx";
import { recordColumns, type CostRecord } from "../ledger";
import { beyond, within, type Bounds, type Filters } from "../records";

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
  // The bound is repeated as a plain condition: the search begins at the place and not at the start of the window.
  const bounds = last === undefined ? query.bounds : { ...query.bounds, from: toMs(last.recordedAt) };
  const rows = await scope.tx
    .select({ ...recordColumns, jobName: jobs.name, provider: jobs.provider, status: jobs.status, lost: jobs.lost })
    .from(costRecords)
    .leftJoin(jobs, and(eq(jobs.userId, costRecords.userId), eq(jobs.id, costRecords.jobId)))
    .where(
      and(
        ...within(scope, bounds, query.filters),
        last && beyond({ at: toInstant(toMs(last.recordedAt)), id: last.id }, "oldest first"),
      ),
    )
    .orderBy(asc(costRecords.recordedAt), asc(costRecords.id))
    .limit(PAGE);
  return rows.map(({ status, lost, ...record }) => ({ ...record, outcome: lost === true ? "lost" : status }));
}
