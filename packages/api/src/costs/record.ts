import { MAX_AHEAD_MS } from "@pipeline/core/job-words";
import type { RecordCost } from "@pipeline/core/costs";
import { badInput, DomainError, notFound } from "@pipeline/core/errors";
import { toMs } from "@pipeline/core/instant";
import { statement, type Db, type Given } from "@pipeline/db";
import { costRecords, jobs } from "@pipeline/db/schema";
import { and, eq, sql, type Placeholder } from "drizzle-orm";
import { bodyHash } from "../body-hash";
import { inside, writing, type Ctx, type Scope } from "../ctx";
import { book } from "./book";
import { callerKey, recordColumns, type CostRecord, type Entry } from "./ledger";

/**
 * Books one cost with its roll-ups. The same key and body again: the same record; another body: CONFLICT.
 * NOT_FOUND for a job that is not the actor's.
 */
export async function recordCost(ctx: Ctx, input: RecordCost): Promise<CostRecord> {
  return writing(ctx, async (scope) => {
    const entry = toEntry(scope, input, await ownJobs(scope, [input]));
    const written = await book(inside(ctx, scope.tx), scope, [entry]);
    return written.get(entry.key) ?? repeated(scope, entry);
  });
}

type OwnJob = { project: string | null; gpuType: string };

/** The entry of a caller's cost. NOT_FOUND for a job that is not in `own`, BAD_INPUT for an instant too far ahead. */
export function toEntry(scope: Scope, input: RecordCost, own: ReadonlyMap<string, OwnJob>): Entry {
  const recordedAt = input.recordedAt === undefined ? scope.now : toMs(input.recordedAt);
  if (recordedAt > scope.now + MAX_AHEAD_MS) throw badInput("recordedAt", "Must be at most 5 minutes in the future.");
  const job = input.jobId === undefined ? undefined : own.get(input.jobId);
  if (input.jobId !== undefined && job === undefined) throw notFound("job");
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

/** The actor's jobs among those that costs name, by id; held, in the order of their ids, before anything of the ledger. */
export async function ownJobs(
  { tx, userId }: Scope,
  costs: readonly Pick<RecordCost, "jobId">[],
): Promise<ReadonlyMap<string, OwnJob>> {
  const ids = [...new Set(costs.flatMap(({ jobId }) => jobId ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await heldJobs(tx, { userId, ids: JSON.stringify(ids) });
  return new Map(rows.map(({ id, ...job }) => [id, job]));
}

// Before the roll-ups, in one order: a report holds its job first and waits for those, and their totals are changed last.
const heldJobs = statement((db: Db, { userId, ids }: Given<{ userId: string; ids: string }>) =>
  db
    .select({ id: jobs.id, project: jobs.project, gpuType: jobs.gpuType })
    .from(jobs)
    .where(and(eq(jobs.userId, userId), sql`${jobs.id} = any(${textArray(ids)}::uuid[])`))
    .orderBy(jobs.id)
    .for("no key update"),
);

/** The record that holds an entry's key, if it was made by the same request; CONFLICT otherwise. */
export async function repeated(scope: Scope, entry: Entry): Promise<CostRecord> {
  return sameRequest(entry, await storedByKey(scope, [entry]));
}

/** Records by their keys, each with the hash of the request that made it. */
export type Stored = ReadonlyMap<string, CostRecord & { bodyHash: string | null }>;

/** The records that hold the keys of entries, by key. */
export async function storedByKey({ tx, userId }: Scope, entries: readonly Entry[]): Promise<Stored> {
  if (entries.length === 0) return new Map();
  const rows = await byKeys(tx, { userId, keys: JSON.stringify(entries.map(({ key }) => key)) });
  return new Map(rows.map(({ key, ...row }) => [key, row]));
}

const byKeys = statement((db: Db, { userId, keys }: Given<{ userId: string; keys: string }>) =>
  db
    .select({ ...recordColumns, key: costRecords.idempotencyKey, bodyHash: costRecords.bodyHash })
    .from(costRecords)
    .where(and(eq(costRecords.userId, userId), sql`${costRecords.idempotencyKey} = any(${textArray(keys)})`)),
);

/** The stored record of an entry. CONFLICT when another request made it. */
export function sameRequest(entry: Entry, stored: Stored): CostRecord {
  const row = stored.get(entry.key);
  if (row === undefined || row.bodyHash !== entry.bodyHash) {
    throw new DomainError("CONFLICT", "This idempotency key was used for another request.");
  }
  const { bodyHash: _hash, ...record } = row;
  return record;
}

// One parameter however many there are, so that it is one prepared statement.
const textArray = (json: Placeholder) => sql`array(select jsonb_array_elements_text(${json}::jsonb))`;
