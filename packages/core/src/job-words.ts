/** The states of a job. No schema is imported here: browsers read this file. */
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
