/** The windows that have a name. Nothing is imported here: browsers read this file. */
export const PERIODS = ["today", "week", "month", "year", "monthToDate", "lastMonth"] as const;
export type Period = (typeof PERIODS)[number];

/** The steps a window can be cut into. */
export const GRANULARITIES = ["hour", "day", "week", "month"] as const;
export type Granularity = (typeof GRANULARITIES)[number];
