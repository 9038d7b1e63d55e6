import { z } from "zod";
import { Project } from "./costs";
import { CursorInput, limit } from "./cursor";
import { InstantInput } from "./instant";
import { MoneyInput } from "./money-schema";
import { GpuType, PurchaseOption, Region } from "./prices";
import { FileUrl, IdempotencyKey, name, text, Uuid, whole } from "./text";

/** The states of a job. */
export const JOB_STATUSES = ["queued", "running", "paused", "completed", "failed", "canceled"] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** States that end a job. */
export const ENDED_STATUSES = ["completed", "failed", "canceled"] as const satisfies JobStatus[];

/** What a trainer may report. */
export const REPORTED_EVENTS = [
  "started",
  "progress",
  "heartbeat",
  "paused",
  "resumed",
  "completed",
  "failed",
  "artifact_ready",
] as const;
/** `canceled` is written by Pipeline when its owner cancels. */
export const JOB_EVENTS = [...REPORTED_EVENTS, "canceled"] as const;
export type JobEventType = (typeof JOB_EVENTS)[number];

/** Progress milestones in percent, each told once. */
export const MILESTONES = [25, 50, 75] as const;

/** A running job is given up as lost after this long without a word. */
export const LOST_AFTER_MS = 15 * 60_000;

/** A job's events may not lie further apart: what it costs is booked in one transaction. */
export const MAX_SPAN_MS = 400 * 86_400_000;

/** What a job may cost an hour at the most, in the installation's currency. */
export const MAX_PER_HOUR = "1000000000";

/** How far ahead of our clock a reported instant may lie. */
export const MAX_AHEAD_MS = 5 * 60_000;

export const PRESETS = ["fast", "balanced", "thorough"] as const;
export type Preset = (typeof PRESETS)[number];

/** What a job is registered with when it names no preset. */
export const DEFAULT_PRESET: Preset = "balanced";

type PresetDefaults = { gpuType: string; gpuCount: number; estimatedHours: number; loraRank: number; epochs: number };

/** What a preset stands for; a field that is given wins. */
export const PRESET_DEFAULTS: Record<Preset, PresetDefaults> = {
  fast: { gpuType: "NVIDIA L40S", gpuCount: 1, estimatedHours: 1, loraRank: 8, epochs: 1 },
  balanced: { gpuType: "NVIDIA A100-SXM4-80GB", gpuCount: 1, estimatedHours: 4, loraRank: 16, epochs: 3 },
  thorough: { gpuType: "NVIDIA H100-SXM5-80GB", gpuCount: 8, estimatedHours: 12, loraRank: 64, epochs: 5 },
};

const GpuCount = whole(1, 1_000_000);
const Hours = z.number().positive("Must be above 0.").max(100_000, "At most 100,000 hours.");
const UnitPrice = MoneyInput.refine((price) => !price.startsWith("-"), "Must not be negative.");

/** A plan to put a price on. Base model, preset and project choose which past jobs teach. */
export const EstimateJob = z.strictObject({
  provider: name(100).optional(),
  region: Region.optional(),
  purchaseOption: PurchaseOption.optional(),
  gpuType: GpuType,
  gpuCount: GpuCount,
  estimatedHours: Hours,
  unitPrice: UnitPrice.optional(),
  baseModel: name(200).optional(),
  presetId: z.enum(PRESETS).optional(),
  project: Project.optional(),
});
export type EstimateJob = z.infer<typeof EstimateJob>;

export const CreateJob = z.strictObject({
  name: name(200).optional(),
  datasetId: text(200).optional(),
  presetId: z.enum(PRESETS).optional(),
  baseModel: name(200).optional(),
  project: Project.optional(),
  provider: name(100).optional(),
  region: Region.optional(),
  purchaseOption: PurchaseOption.optional(),
  gpuType: GpuType.optional(),
  gpuCount: GpuCount.optional(),
  estimatedHours: Hours.optional(),
  unitPrice: UnitPrice.optional(),
  idempotencyKey: IdempotencyKey.optional(),
});
export type CreateJob = z.infer<typeof CreateJob>;

const MAX_COUNT = 1e15;

/** One event of a job, as its trainer tells it. */
export const ReportEvent = z.strictObject({
  jobId: Uuid,
  eventId: text(200),
  type: z.enum(REPORTED_EVENTS),
  at: InstantInput.optional(),
  step: whole(0, MAX_COUNT).optional(),
  totalSteps: whole(1, MAX_COUNT).optional(),
  loss: z.number().optional(),
  message: text(2000).optional(),
  artifactUrl: FileUrl.optional(),
  sizeBytes: whole(0, MAX_COUNT).optional(),
});
export type ReportEvent = z.infer<typeof ReportEvent>;

export const JobId = z.strictObject({ id: Uuid });
export type JobId = z.infer<typeof JobId>;

export const ListJobs = z.strictObject({
  status: z.enum(JOB_STATUSES).optional(),
  cursor: CursorInput.optional(),
  limit: limit(100, 20),
});
export type ListJobs = z.infer<typeof ListJobs>;
