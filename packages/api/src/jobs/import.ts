import { randomUUID } from "node:crypto";
import { toInstant } from "@pipeline/core/instant";
import { UNFINISHED } from "@pipeline/core/outcomes";
import type { JsonObject } from "@pipeline/core/text";
import { rowsOf } from "@pipeline/db";
import { jobEvents, jobs, type BilledRun } from "@pipeline/db/schema";
import { holdAccount } from "../account/time-zone";
import { keepDone, recordedBy } from "../audit/keep";
import { append, systemKey } from "../costs/ledger";
import { writing, type Ctx, type Scope } from "../ctx";
import { touchInbox } from "../notifications/inbox";
import type { JobRow } from "./columns";
import { meterEntries } from "./meter-entries";
import { OWN_EVENT } from "./report";

/** A job of a trace. Times in ms; `unitPrice` per GPU-hour. Without an end it failed and is not billed. */
export type TraceJob = {
  /** Names the job in its trace: the same key is imported once. */
  key: string;
  name: string;
  project: string | null;
  gpuType: string;
  gpuCount: number;
  unitPrice: string;
  queuedAt: number;
  startedAt: number | null;
  endedAt: number | null;
  failed: boolean;
  metadata: JsonObject;
};

const CHUNK = 250;

/**
 * Imports finished jobs with their cost records, all or none, without notifications. Answers how many were new;
 * `onProgress` hears how many are done.
 */
export async function importJobs(
  ctx: Ctx,
  trace: readonly TraceJob[],
  onProgress: (done: number) => void = () => {},
): Promise<{ imported: number }> {
  return writing(ctx, async (scope) => {
    // Nobody else books meanwhile: chunk after chunk takes locks that others hold in another order.
    await holdAccount(scope);
    let imported = 0;
    for (let i = 0; i < trace.length; i += CHUNK) {
      const rows = trace.slice(i, i + CHUNK).map((job) => toRow(scope, job));
      imported += await importChunk(scope, rows);
      onProgress(Math.min(i + CHUNK, trace.length));
    }
    if (imported > 0) await keepDone(scope, "jobs.import");
    await touchInbox(scope);
    return { imported };
  });
}

async function importChunk(scope: Scope, rows: JobRow[]): Promise<number> {
  const fresh = await scope.tx.insert(jobs).select(rowsOf(jobs, rows)).onConflictDoNothing().returning({ id: jobs.id });
  const ids = new Set(fresh.map(({ id }) => id));
  const made = rows.filter(({ id }) => ids.has(id));
  if (made.length === 0) return 0;
  const events = made.flatMap((job) => eventsOf(scope, job));
  // Without an answer a sharded database would COPY, which row-level security forbids.
  await scope.tx.insert(jobEvents).select(rowsOf(jobEvents, events)).returning({ jobId: jobEvents.jobId });
  await append(
    scope,
    made.flatMap((job) => meterEntries(job, job.runs, 0, Infinity)),
  );
  return made.length;
}

function toRow({ userId, now }: Scope, job: TraceJob): JobRow {
  const { key, name, project, gpuType, gpuCount, unitPrice, metadata } = job;
  const unfinished = job.endedAt === null;
  const ended = toInstant(job.endedAt ?? job.startedAt ?? job.queuedAt);
  // A job that ended without a start began and ended at once.
  const startedAt = job.startedAt === null ? (unfinished ? null : ended) : toInstant(job.startedAt);
  const billed = startedAt !== null && !unfinished && startedAt < ended;
  const runs: BilledRun[] = billed ? [{ start: startedAt, end: ended, unitPrice, gpuCount }] : [];
  return {
    userId,
    id: randomUUID(),
    name,
    project,
    datasetId: null,
    presetId: null,
    baseModel: null,
    provider: null,
    region: null,
    purchaseOption: null,
    gpuType,
    gpuCount,
    unitPrice,
    unitPriceGiven: true,
    status: job.failed || unfinished ? "failed" : "completed",
    reason: unfinished ? UNFINISHED : null,
    lost: false,
    progress: 0,
    step: null,
    totalSteps: null,
    milestone: 0,
    estimatedTotalCost: null,
    estimate: null,
    currentCost: "0",
    finalCost: "0",
    queuedAt: toInstant(job.queuedAt),
    startedAt,
    endedAt: ended,
    lastSeenAt: toInstant(now),
    lastEventAt: ended,
    meteredUntil: billed ? ended : null,
    runs,
    idempotencyKey: systemKey(`import:${key}`),
    bodyHash: null,
    metadata,
  };
}

function eventsOf(scope: Scope, job: JobRow): (typeof jobEvents.$inferSelect)[] {
  const { userId, now } = scope;
  const event = (type: "started" | "completed" | "failed", at: string, body: JsonObject) => ({
    userId,
    jobId: job.id,
    eventId: `${OWN_EVENT}imported:${type}`,
    type,
    at,
    receivedAt: toInstant(now),
    body,
    bodyHash: "",
    recordedBy: recordedBy(scope),
  });
  const ending = job.status === "completed" ? "completed" : "failed";
  return [
    ...(job.startedAt === null ? [] : [event("started", job.startedAt, {})]),
    ...(job.endedAt === null ? [] : [event(ending, job.endedAt, job.reason === null ? {} : { message: job.reason })]),
  ];
}
