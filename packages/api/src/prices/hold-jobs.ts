import { toMs } from "@pipeline/core/instant";
import { QUARTER_MS } from "@pipeline/core/period";
import { spelling } from "@pipeline/core/spelling";
import type { RerateJobs } from "@pipeline/core/prices";
import { jobs } from "@pipeline/db/schema";
import { and, asc, eq, inArray, sql, type SQL } from "drizzle-orm";
import type { Scope } from "../ctx";
import type { JobRow } from "../jobs/columns";
import { holdJob } from "../jobs/events";
import { MAX_ROWS, tooMuch } from "./bounds";
import { spellings, type PriceRow } from "./choose";
import { pricesOf, unknownPrice } from "./find";
import { repriced } from "./repriced";
import { spellingOf } from "./spelling-sql";

const MAX_JOBS = 500;

/**
 * The jobs that a re-rating would change, locked in the order of their ids. NOT_FOUND, BAD_INPUT on `gpuType`; BAD_INPUT
 * on `from` when they are too many to look at, or have booked too much.
 */
export async function holdJobs(scope: Scope, input: RerateJobs): Promise<JobRow[]> {
  if (input.jobId !== undefined) await holdJob(scope, input.jobId);
  const candidates = await candidatesOf(scope, input);
  if (candidates.length > MAX_JOBS) throw tooMuch(`More than ${MAX_JOBS} jobs`);
  const catalogue = await pricesOf(scope.tx, gpuTypesOf(candidates));
  const stale = candidates.filter((job) => repriced(job, catalogue, input));
  if (stale.length === 0) return [];
  const rows = stale.reduce((sum, job) => sum + rowsOf(job), 0);
  if (stale.length > 1 && rows > MAX_ROWS) throw tooMuch("Too much GPU time");
  return scope.tx
    .select()
    .from(jobs)
    .where(
      and(
        eq(jobs.userId, scope.userId),
        inArray(
          jobs.id,
          stale.map(({ id }) => id),
        ),
      ),
    )
    .orderBy(asc(jobs.id))
    .for("update");
}

// About how many rows of the meter: one a quarter hour.
function rowsOf({ runs, meteredUntil }: JobRow): number {
  if (meteredUntil === null) return 0;
  const until = toMs(meteredUntil);
  const booked = runs.map(({ start, end }) => Math.min(until, end === null ? until : toMs(end)) - toMs(start));
  return booked.reduce((sum, ms) => sum + Math.ceil(Math.max(0, ms) / QUARTER_MS), 0);
}

export const gpuTypesOf = (rows: readonly JobRow[]) => [...new Set(rows.map(({ gpuType }) => gpuType))];

async function candidatesOf({ tx, userId, now }: Scope, input: RerateJobs): Promise<JobRow[]> {
  const { jobId, gpuType } = input;
  const called = gpuType === undefined ? undefined : await pricesOf(tx, [gpuType]);
  if (gpuType !== undefined && called?.length === 0) throw await unknownPrice(tx, { gpuType, at: now });
  return tx
    .select()
    .from(jobs)
    .where(
      and(
        eq(jobs.userId, userId),
        eq(jobs.unitPriceGiven, false),
        jobId === undefined ? undefined : eq(jobs.id, jobId),
        called && inArray(spellingOf(jobs.gpuType), namesIn(called, gpuType)),
        startedWithin(input),
      ),
    )
    .orderBy(asc(jobs.id))
    .limit(MAX_JOBS + 1);
}

function startedWithin({ from, to }: RerateJobs): SQL {
  const start = sql`(run ->> 'start')::timestamptz`;
  const since = from === undefined ? sql`true` : sql`${start} >= ${from}::timestamptz`;
  const before = to === undefined ? sql`true` : sql`${start} < ${to}::timestamptz`;
  return sql`exists (select 1 from jsonb_array_elements(${jobs.runs}) as run where ${since} and ${before})`;
}

function namesIn(rows: readonly PriceRow[], gpuType = ""): string[] {
  return [...new Set([spelling(gpuType), ...rows.flatMap(spellings)])];
}
