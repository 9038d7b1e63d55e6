import { z } from "zod";
import { Project } from "./costs";
import { CursorInput, limit } from "./cursor";
import { InstantInput } from "./instant-schema";
import { MoneyInput } from "./money-schema";
import { GpuType, PurchaseOption, Region } from "./prices";
import { JOB_STATUSES, PRESETS, REPORTED_EVENTS } from "./job-words";
import { FileUrl, IdempotencyKey, name, text, Uuid, whole } from "./text";

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
