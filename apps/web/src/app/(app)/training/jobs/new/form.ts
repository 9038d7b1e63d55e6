import { type Preset, PRESET_DEFAULTS } from "@pipeline/core/job-words";
import { CreateJob, EstimateJob } from "@pipeline/core/jobs";
import { complaintsAbout } from "./complaints";

/** The form as it is typed: an empty field is not given. */
export type NewJobValues = {
  presetId: Preset;
  name: string;
  project: string;
  baseModel: string;
  datasetId: string;
  provider: string;
  region: string;
  purchaseOption: string;
  gpuType: string;
  gpuCount: number | string;
  estimatedHours: number | string;
  unitPrice: string;
};

/** GPU types of the presets. */
export const KNOWN_GPUS = [...new Set(Object.values(PRESET_DEFAULTS).map(({ gpuType }) => gpuType))];

/** What a preset puts into the form. */
export function presetValues(
  presetId: Preset,
): Pick<NewJobValues, "presetId" | "gpuType" | "gpuCount" | "estimatedHours"> {
  const { gpuType, gpuCount, estimatedHours } = PRESET_DEFAULTS[presetId];
  return { presetId, gpuType, gpuCount, estimatedHours };
}

export const EMPTY_JOB: NewJobValues = {
  ...presetValues("balanced"),
  name: "",
  project: "",
  baseModel: "",
  datasetId: "",
  provider: "",
  region: "",
  purchaseOption: "",
  unitPrice: "",
};

const given = (values: NewJobValues) => Object.entries(values).filter(([, value]) => value !== "");

/** What a preset has put there: cleared, the server would take it from the preset again. */
const FILLED_IN = ["gpuType", "gpuCount", "estimatedHours"] as const;

/** The job the form asks for, or what is wrong with which field. */
export function toCreateJob(values: NewJobValues): { job: CreateJob } | { errors: Record<string, string> } {
  const parsed = CreateJob.safeParse(Object.fromEntries(given(values)));
  const cleared = FILLED_IN.filter((field) => String(values[field]).trim() === "");
  if (parsed.success && cleared.length === 0) return { job: parsed.data };
  const empty = Object.fromEntries(cleared.map((field) => [field, "Must not be empty."]));
  return { errors: { ...complaintsAbout(parsed.error?.issues ?? []), ...empty } };
}

const PLAN = [
  "provider",
  "region",
  "purchaseOption",
  "gpuType",
  "gpuCount",
  "estimatedHours",
  "unitPrice",
  "baseModel",
  "presetId",
  "project",
];

/** What to ask for an estimate; undefined while a field it needs is missing or wrong. */
export function toEstimate(values: NewJobValues): EstimateJob | undefined {
  const plan = given(values).filter(([field, value]) => PLAN.includes(field) && String(value).trim() !== "");
  const parsed = EstimateJob.safeParse(Object.fromEntries(plan));
  return parsed.success ? parsed.data : undefined;
}
