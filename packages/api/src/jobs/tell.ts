import { toMs } from "@pipeline/core/instant";
import { accrued } from "@pipeline/core/meter";
import { add } from "@pipeline/core/money";
import type { Ctx } from "../ctx";
import { notify } from "../notifications/notify";
import { burnRate, toRun } from "../costs/live";
import type { JobRow } from "./columns";
import type { NewEvent } from "./events";

/** Tells the owner what an event has made of a job, in the event's transaction. */
export async function tell(ctx: Ctx, before: JobRow, after: JobRow, event?: NewEvent): Promise<void> {
  if (before.startedAt === null && after.startedAt !== null) await tellStarted(ctx, after);
  if (event && after.milestone > before.milestone) await tellMilestone(ctx, after, event.at);
  if (before.status !== after.status || before.reason !== after.reason) await tellEnded(ctx, after);
  if (event?.type === "artifact_ready") await tellArtifact(ctx, after, event);
}

const subject = (job: JobRow) => ({ job_id: job.id, job_name: job.name });

async function tellStarted(ctx: Ctx, job: JobRow): Promise<void> {
  const first = job.runs[0];
  const perHour = first ? burnRate({ status: "running", runs: [{ ...first, end: null }] }) : "0";
  await notify(ctx, {
    type: "job_started",
    payload: { ...subject(job), gpu_type: job.gpuType, gpu_count: job.gpuCount, per_hour: perHour },
    dedupeKey: `job:${job.id}:started`,
  });
}

// What the GPUs had cost when the milestone was passed, which may be told late.
async function tellMilestone(ctx: Ctx, job: JobRow, at: number): Promise<void> {
  const cost = add(...job.runs.map((run) => accrued(toRun(run), 0, at)));
  await notify(ctx, {
    type: "job_milestone",
    payload: { ...subject(job), milestone: job.milestone, cost },
    dedupeKey: `job:${job.id}:milestone:${job.milestone}`,
  });
}

async function tellEnded(ctx: Ctx, job: JobRow): Promise<void> {
  const payload = { ...subject(job), final_cost: job.finalCost ?? "0" };
  if (job.status === "completed") {
    await notify(ctx, { type: "job_completed", payload, dedupeKey: `job:${job.id}:completed` });
  } else if (job.status === "canceled") {
    await notify(ctx, { type: "job_canceled", payload, dedupeKey: `job:${job.id}:canceled` });
  } else if (job.status === "failed") {
    const { lost } = job;
    const at = lost && job.lastEventAt !== null ? `:lost:${toMs(job.lastEventAt)}` : "";
    await notify(ctx, {
      type: "job_failed",
      payload: { ...payload, reason: lost ? "no word for 15 minutes" : (job.reason ?? "no reason given") },
      dedupeKey: `job:${job.id}:failed${at}`,
    });
  }
}

async function tellArtifact(ctx: Ctx, job: JobRow, event: NewEvent): Promise<void> {
  const { artifactUrl, sizeBytes } = event.body as { artifactUrl?: string; sizeBytes?: number };
  await notify(ctx, {
    type: "model_ready",
    payload: { ...subject(job), artifact_url: artifactUrl ?? null, size_bytes: sizeBytes ?? null },
    dedupeKey: `job:${job.id}:artifact:${event.eventId}`,
  });
}
