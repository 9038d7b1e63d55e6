/** What a summary can be broken down by. No schema is imported here: browsers read this file. */
export const GROUP_BYS = ["costType", "project", "gpuType", "job", "outcome"] as const;
export type GroupBy = (typeof GROUP_BYS)[number];

/** How a cost type is written. */
export const COST_TYPE = /^[a-z][a-z0-9_]{0,49}$/;

/** Code points of a project's name, at most. */
export const MAX_PROJECT = 200;

/** The files that records can be taken away in. FOCUS is the open format of cloud bills; the number is its version. */
export const EXPORT_FORMATS = ["csv", "json", "focus-1.2", "focus-1.4"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
