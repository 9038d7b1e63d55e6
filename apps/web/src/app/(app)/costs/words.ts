import type { GroupBy } from "@pipeline/core/cost-words";
import type { Granularity, Period } from "@pipeline/core/period";
import type { ViewWindow } from "./view";

/** Presets as people read them, in the order of the menu. */
export const PERIOD_WORDS: Record<Period, string> = {
  today: "Today",
  week: "Last 7 days",
  month: "Last 30 days",
  year: "Last 365 days",
  monthToDate: "This month so far",
  lastMonth: "Last month",
};

export const GROUP_WORDS: Record<GroupBy, string> = {
  costType: "Type",
  project: "Project",
  gpuType: "GPU",
  job: "Job",
  outcome: "Outcome",
};

/** A grouping within a sentence: "by GPU", "by type". */
export const groupWord = (groupBy: GroupBy): string =>
  groupBy === "gpuType" ? GROUP_WORDS.gpuType : GROUP_WORDS[groupBy].toLowerCase();

export const GRANULARITY_WORDS: Record<Granularity, string> = {
  hour: "By hour",
  day: "By day",
  week: "By week",
  month: "By month",
};

const PREVIOUS_WORDS: Record<Period, string> = {
  today: "yesterday",
  week: "the 8 days before",
  month: "the 31 days before",
  year: "the year before",
  monthToDate: "the same part of last month",
  lastMonth: "the month before",
};

/** What a window is compared with. */
export function previousWords(window: ViewWindow): string {
  return "period" in window ? PREVIOUS_WORDS[window.period] : "the days before";
}
