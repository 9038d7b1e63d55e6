import { spelling } from "@pipeline/core/spelling";
import { toMs } from "@pipeline/core/instant";
import { add, type Money } from "@pipeline/core/money";
import type { RerateJobs } from "@pipeline/core/prices";
import { jobs, type BilledRun } from "@pipeline/db/schema";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { followUp } from "../costs/follow-up";
import { append, type Entry } from "../costs/ledger";
import { inside, writing, type Ctx, type Scope } from "../ctx";
import type { JobRow } from "../jobs/columns";
import { holdJob } from "../jobs/events";
import { differences } from "../jobs/reconcile";
import { spellings, type PriceRow } from "./choose";
import { pricesOf, unknownPrice } from "./find";
import { repriced } from "./repriced";
import { rerateEntries, reratedBefore } from "./rerate-entries";
import { spellingOf } from "./spelling-sql";

/** How many records were corrected, and by how much in sum; what is not booked yet goes on at the new price. */
export type Rerated = { corrected: number; difference: Money };

/**
 * Prices the actor's GPU time again with the catalogue as it is now: each run at the price of its start. The ledger never
 * changes: it gets signed corrections, so that its sum is as if the price had been right from the start. A job whose
 * price was given stays. The same key again writes nothing. NOT_FOUND, BAD_INPUT on `gpuType`, CONFLICT.
 */
export async function rerateJobs(ctx: Ctx, input: RerateJobs): Promise<Rerated> {
  return writing(ctx, async (scope) => {
    await holdRerating(scope);
    const before = await reratedBefore(scope, input);
    if (before) return before;
    const held = await holdJobs(scope, input);
    const catalogue = await pricesOf(scope.tx, gpuTypesOf(held));
    const changes = held.flatMap((job) => repriced(job, catalogue, input) ?? []);
    const entries: Entry[] = [];
    for (const { job, runs } of changes) {
      if (job.meteredUntil === null) continue;
      const owed = await differences(scope, job, runs, toMs(job.meteredUntil));
      entries.push(...rerateEntries(job, runs, owed, input));
    }
    const written = await append(scope, entries);
    for (const { job, runs } of changes) await store(scope, job, runs);
    if (changes.length > 0) await followUp(inside(ctx, scope.tx), scope);
    return { corrected: written.length, difference: add(...written.map(({ amount }) => amount)) };
  });
}

// One re-rating of a user at a time: the same request sent twice waits and then finds what the first has done.
async function holdRerating({ tx, userId }: Scope): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${userId}:rerate`}, 0))`);
}

// All locks before the first record: a job that reports meanwhile waits for its own, never for a roll-up of ours.
async function holdJobs(scope: Scope, input: RerateJobs): Promise<JobRow[]> {
  if (input.jobId !== undefined) await holdJob(scope, input.jobId);
  const candidates = await candidatesOf(scope, input);
  const catalogue = await pricesOf(scope.tx, gpuTypesOf(candidates));
  const held: JobRow[] = [];
  for (const job of candidates) {
    if (repriced(job, catalogue, input)) held.push(await holdJob(scope, job.id));
  }
  return held;
}

async function candidatesOf({ tx, userId, now }: Scope, { jobId, gpuType }: RerateJobs): Promise<JobRow[]> {
  const called = gpuType === undefined ? undefined : await pricesOf(tx, [gpuType]);
  if (gpuType !== undefined && called?.length === 0) throw await unknownPrice(tx, { gpuType, at: now });
  return tx
    .select()
    .from(jobs)
    .where(
      and(
        eq(jobs.userId, userId),
        eq(jobs.unitPriceGiven, false),
        sql`jsonb_array_length(${jobs.runs}) > 0`,
        jobId === undefined ? undefined : eq(jobs.id, jobId),
        called && inArray(spellingOf(jobs.gpuType), namesIn(called, gpuType)),
      ),
    )
    .orderBy(asc(jobs.id));
}

function namesIn(rows: readonly PriceRow[], gpuType = ""): string[] {
  return [...new Set([spelling(gpuType), ...rows.flatMap(spellings)])];
}

const gpuTypesOf = (rows: readonly JobRow[]) => [...new Set(rows.map(({ gpuType }) => gpuType))];

async function store({ tx, userId }: Scope, job: JobRow, runs: BilledRun[]): Promise<void> {
  await tx
    .update(jobs)
    .set({ runs, unitPrice: runs[0]?.unitPrice ?? job.unitPrice })
    .where(and(eq(jobs.userId, userId), eq(jobs.id, job.id)));
}
