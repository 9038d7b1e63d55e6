import { toMs } from "@pipeline/core/instant";
import { costUnits } from "@pipeline/core/meter";
import { fromUnits } from "@pipeline/core/money";
import { jobs, type BilledRun } from "@pipeline/db/schema";
import { and, desc, eq, ne } from "drizzle-orm";
import { burnRate } from "../costs/live";
import type { Ctx, Scope } from "../ctx";
import { cancelJob } from "../jobs/cancel";
import { createJob } from "../jobs/create";
import type { Happening } from "./happening";

type JobRow = typeof jobs.$inferSelect;

const LATEST = 25;
const FAILED = 3;
const HALFWAY = 50;
const MODEL_AFTER_MS = 20_000;
const WAITED_MS = 6 * 60_000;

/** What the latest jobs of the trace, and the latest that failed, would have told. */
export async function jobHappenings(scope: Scope): Promise<Happening[]> {
  const rows = [...(await latest(scope, "completed", LATEST)), ...(await latest(scope, "failed", FAILED))];
  return rows.flatMap(happeningsOf);
}

function latest({ tx, userId }: Scope, status: "completed" | "failed", limit: number): Promise<JobRow[]> {
  return tx
    .select()
    .from(jobs)
    .where(and(eq(jobs.userId, userId), eq(jobs.status, status), ne(jobs.finalCost, "0")))
    .orderBy(desc(jobs.endedAt), desc(jobs.id))
    .limit(limit);
}

function happeningsOf(job: JobRow): Happening[] {
  const [run] = job.runs;
  if (run?.end === undefined || run.end === null) return [];
  return [
    queued(job),
    started(job, run),
    ...(job.status === "failed" ? [failed(job, run.end)] : done(job, run, run.end)),
  ];
}

const subject = (job: JobRow) => ({ job_id: job.id, job_name: job.name });
const finalCost = (job: JobRow) => job.finalCost ?? "0";
const key = (job: JobRow, what: string) => `job:${job.id}:${what}`;

function queued(job: JobRow): Happening {
  const payload = { ...subject(job), estimated_total_cost: null };
  return { type: "job_queued", at: toMs(job.queuedAt), payload, dedupeKey: key(job, "queued") };
}

function started(job: JobRow, run: BilledRun): Happening {
  const per_hour = burnRate({ status: "running", runs: [{ ...run, end: null }] });
  const payload = { ...subject(job), gpu_type: job.gpuType, gpu_count: job.gpuCount, per_hour };
  return { type: "job_started", at: toMs(run.start), payload, dedupeKey: key(job, "started") };
}

function failed(job: JobRow, end: string): Happening {
  const reason = job.reason ?? "it did not reach its target";
  const payload = { ...subject(job), final_cost: finalCost(job), reason };
  return { type: "job_failed", at: toMs(end), payload, dedupeKey: key(job, "failed") };
}

function done(job: JobRow, run: BilledRun, end: string): Happening[] {
  const half = Math.round((toMs(end) - toMs(run.start)) / 2);
  const cost = fromUnits(costUnits(run, half));
  const completed: Happening[] = [
    {
      type: "job_milestone",
      at: toMs(run.start) + half,
      payload: { ...subject(job), milestone: HALFWAY, cost },
      dedupeKey: key(job, `milestone:${HALFWAY}`),
    },
    {
      type: "job_completed",
      at: toMs(end),
      payload: { ...subject(job), final_cost: finalCost(job) },
      dedupeKey: key(job, "completed"),
    },
  ];
  // Of the benchmarks, only fine-tuning leaves a model that somebody would download.
  if (!job.name.includes("lora")) return completed;
  const payload = { ...subject(job), artifact_url: null, size_bytes: null };
  return [
    ...completed,
    { type: "model_ready", at: toMs(end) + MODEL_AFTER_MS, payload, dedupeKey: key(job, "artifact") },
  ];
}

/** A job of the demo's own that was canceled while it waited, since the trace has none. `at` in ms. */
export async function canceledExample(ctx: Ctx, at: number): Promise<void> {
  const { id } = await createJob(
    { ...ctx, now: () => at - WAITED_MS },
    {
      name: "Example of a job that was canceled while it waited",
      gpuType: "NVIDIA H100-SXM5-80GB",
      gpuCount: 8,
      unitPrice: "2.95",
      estimatedHours: 0.5,
      idempotencyKey: "demo-canceled",
    },
  );
  await cancelJob({ ...ctx, now: () => at }, { id });
}
