import { MAX_AHEAD_MS } from "@pipeline/core/jobs";
import type { RecordCost } from "@pipeline/core/costs";
import { badInput, DomainError, notFound } from "@pipeline/core/errors";
import { toMs } from "@pipeline/core/instant";
import { costRecords, jobs } from "@pipeline/db/schema";
import { and, eq } from "drizzle-orm";
import { bodyHash } from "../body-hash";
import { inside, writing, type Ctx, type Scope } from "../ctx";
import { touchInbox } from "../notifications/inbox";
import { book } from "./book";
import { callerKey, recordColumns, type CostRecord, type Entry } from "./ledger";

/**
 * Books one cost with its roll-ups. The same key and body again: the same record; another body: CONFLICT.
 * NOT_FOUND for a job that is not the actor's.
 */
export async function recordCost(ctx: Ctx, input: RecordCost): Promise<CostRecord> {
  return writing(ctx, async (scope) => {
    const entry = await toEntry(scope, input);
    const [written] = await book(inside(ctx, scope.tx), scope, [entry]);
    if (!written) return repeated(scope, entry);
    await touchInbox(scope);
    return written;
  });
}

async function toEntry(scope: Scope, input: RecordCost): Promise<Entry> {
  const recordedAt = input.recordedAt === undefined ? scope.now : toMs(input.recordedAt);
  if (recordedAt > scope.now + MAX_AHEAD_MS) throw badInput("recordedAt", "Must be at most 5 minutes in the future.");
  const job = input.jobId === undefined ? undefined : await ownJob(scope, input.jobId);
  return {
    key: callerKey(input.idempotencyKey),
    bodyHash: bodyHash(input),
    costType: input.costType,
    amount: input.amount,
    recordedAt,
    jobId: input.jobId ?? null,
    project: input.project ?? job?.project ?? null,
    gpuType: job?.gpuType ?? null,
    details: input.details ?? {},
  };
}

async function ownJob({ tx, userId }: Scope, id: string) {
  const [job] = await tx
    .select({ project: jobs.project, gpuType: jobs.gpuType })
    .from(jobs)
    .where(and(eq(jobs.userId, userId), eq(jobs.id, id)));
  if (!job) throw notFound("job");
  return job;
}

/** The record that holds an entry's key, if it was made by the same request; CONFLICT otherwise. */
export async function repeated({ tx, userId }: Scope, entry: Entry): Promise<CostRecord> {
  const [row] = await tx
    .select({ ...recordColumns, bodyHash: costRecords.bodyHash })
    .from(costRecords)
    .where(and(eq(costRecords.userId, userId), eq(costRecords.idempotencyKey, entry.key)));
  if (row?.bodyHash !== entry.bodyHash || row === undefined) {
    throw new DomainError("CONFLICT", "This idempotency key was used for another request.");
  }
  const { bodyHash: _hash, ...record } = row;
  return record;
}
