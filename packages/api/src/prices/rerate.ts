import { toMs } from "@pipeline/core/instant";
import { fromUnits, toUnits } from "@pipeline/core/money";
import type { RerateJobs } from "@pipeline/core/prices";
import { jobs, type BilledRun } from "@pipeline/db/schema";
import { and, eq } from "drizzle-orm";
import { keepDone } from "../audit/keep";
import { followUp } from "../costs/follow-up";
import { append, type Entry } from "../costs/ledger";
import { inside, writing, type Ctx, type Scope } from "../ctx";
import type { JobRow } from "../jobs/columns";
import { differences } from "../jobs/reconcile";
import { pricesOf } from "./find";
import { holdFiles } from "./hold-files";
import { gpuTypesOf, holdJobs } from "./hold-jobs";
import { repriced } from "./repriced";
import { rerateEntries } from "./rerate-entries";
import { fileEntries, storePrices } from "./rerate-files";
import { keepAnswer, reratedBefore, type Rerated } from "./reratings";

/**
 * Prices the actor's GPU time and storage again with the catalogue as it is now: each run at the price of its start, each
 * file at that of the instant it was stored. The ledger never changes: it gets signed corrections, so that its sum is as
 * if the price had been right from the start. A job whose price was given stays. The same key again writes nothing.
 * NOT_FOUND, BAD_INPUT on `gpuType` or, for too much at once, on `from`; CONFLICT.
 */
export async function rerateJobs(ctx: Ctx, input: RerateJobs): Promise<Rerated> {
  return writing(ctx, async (scope) => {
    const before = await reratedBefore(scope, input);
    if (before) return before;
    // All locks before the first record: a job that reports meanwhile waits for its own, never for a roll-up of ours.
    const held = await holdJobs(scope, input);
    const files = await holdFiles(scope, input);
    const catalogue = await pricesOf(scope.tx, gpuTypesOf(held));
    const changes = held.flatMap((job) => repriced(job, catalogue, input) ?? []);
    const entries = [
      ...(await jobEntries(scope, changes, input.reason)),
      ...(await fileEntries(scope, files, input.reason)),
    ];
    const written = await append(scope, entries);
    for (const { job, runs } of changes) await store(scope, job, runs);
    await storePrices(scope, files);
    if (changes.length + files.length > 0) await followUp(inside(ctx, scope.tx), scope);
    const units = [...written.values()].reduce((sum, { amount }) => sum + toUnits(amount), 0n);
    const done = { corrected: written.size, difference: fromUnits(units) };
    await keepAnswer(scope, input, done);
    await keepDone(scope, "prices.rerate", input.jobId ?? null);
    return done;
  });
}

type Change = { job: JobRow; runs: BilledRun[] };

async function jobEntries(scope: Scope, changes: readonly Change[], reason: string): Promise<Entry[]> {
  const entries: Entry[][] = [];
  for (const { job, runs } of changes) {
    if (job.meteredUntil === null) continue;
    const owed = await differences(scope, job, runs, toMs(job.meteredUntil));
    entries.push(rerateEntries(job, runs, owed, reason));
  }
  return entries.flat();
}

async function store({ tx, userId }: Scope, job: JobRow, runs: BilledRun[]): Promise<void> {
  await tx
    .update(jobs)
    .set({ runs, unitPrice: runs[0]?.unitPrice ?? job.unitPrice })
    .where(and(eq(jobs.userId, userId), eq(jobs.id, job.id)));
}
