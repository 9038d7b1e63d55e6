import { COST_TYPE, GROUP_BYS, type GroupBy, MAX_PROJECT } from "@pipeline/core/cost-words";
import { GRANULARITIES, type Granularity, type Period, PERIODS } from "@pipeline/core/period-words";
import { isName, UUID } from "@pipeline/core/plain-text";
import { isTimeZone } from "@pipeline/core/time-zone-name";
import { areDays } from "@pipeline/core/window-rules";
import type { UseCostRecordsOptions, UseCostsOptions, UseForecastOptions, UseWasteOptions } from "@pipeline/react";
import { daysOf, granularitiesFor } from "./granularities";

/** Which days are looked at: a preset, or both dates, each included whole. */
export type ViewWindow = { period: Period } | { from: string; to: string };
/** Which records are listed. An empty project is "without a project". */
export type RecordFilter = { costType?: string; project?: string; jobId?: string };

/** Everything of the costs page that a link carries. */
export type CostsView = {
  window: ViewWindow;
  /** Absent: the account's. */
  timeZone?: string;
  groupBy: GroupBy;
  /** Absent: what reads well for the window. */
  granularity?: Granularity;
  filter: RecordFilter;
};

type Params = { get(name: string): string | null };

const DEFAULT_PERIOD: Period = "month";
const DEFAULT_GROUP: GroupBy = "costType";

const oneOf = <T extends string>(words: readonly T[], value: string | null): T | undefined =>
  words.find((word) => word === value);

function windowIn(params: Params): ViewWindow {
  const [from, to] = [params.get("from"), params.get("to")];
  if (from !== null && to !== null && areDays(from, to)) return { from, to };
  return { period: oneOf(PERIODS, params.get("period")) ?? DEFAULT_PERIOD };
}

const CAN_BE: Readonly<Record<keyof RecordFilter, (value: string) => boolean>> = {
  costType: (value) => COST_TYPE.test(value),
  project: (value) => value === "" || isName(value, MAX_PROJECT),
  jobId: (value) => UUID.test(value),
};

function filterIn(params: Params): RecordFilter {
  const filter: RecordFilter = {};
  for (const name of ["costType", "project", "jobId"] as const) {
    const value = params.get(name);
    if (value !== null && CAN_BE[name](value)) filter[name] = value;
  }
  return filter;
}

/** The view a link asks for; what cannot be read in it is as if it were not there. */
export function readView(params: Params): CostsView {
  const window = windowIn(params);
  const timeZone = params.get("timeZone");
  const granularity = oneOf(GRANULARITIES, params.get("granularity"));
  const fits = granularity !== undefined && granularitiesFor(daysOf(window)).includes(granularity);
  return {
    window,
    ...(timeZone !== null && isTimeZone(timeZone) && { timeZone }),
    groupBy: oneOf(GROUP_BYS, params.get("groupBy")) ?? DEFAULT_GROUP,
    ...(fits && { granularity }),
    filter: filterIn(params),
  };
}

/** The link to a view: what is the default is left out. */
export function viewHref({ window, timeZone, groupBy, granularity, filter }: CostsView): string {
  const params = new URLSearchParams({
    ...("from" in window ? window : window.period !== DEFAULT_PERIOD && { period: window.period }),
    ...(timeZone !== undefined && { timeZone }),
    ...(groupBy !== DEFAULT_GROUP && { groupBy }),
    ...(granularity !== undefined && { granularity }),
    ...filter,
  });
  return params.size === 0 ? "/costs" : `/costs?${params.toString()}`;
}

/** What `useCosts` is asked: the same on the server and in the browser, so that the first paint has the figures. */
export function summaryInput({ window, timeZone, groupBy, granularity }: CostsView): UseCostsOptions {
  return {
    ...window,
    groupBy,
    ...(timeZone !== undefined && { timeZone }),
    ...(granularity !== undefined && { granularity }),
  };
}

/** What `useForecast` is asked: the account's month, whatever window is looked at. */
export const FORECAST_INPUT: UseForecastOptions = { period: "month" };

/** What `useWaste` is asked. */
export function wasteInput({ window, timeZone }: CostsView): UseWasteOptions {
  return { ...window, ...(timeZone !== undefined && { timeZone }) };
}

/** What `useCostRecords` is asked. */
export function recordsInput({ window, timeZone, filter }: CostsView): UseCostRecordsOptions {
  return { ...window, ...(timeZone !== undefined && { timeZone }), ...filter };
}

/** The records a breakdown row stands for; undefined where they cannot be listed by it. */
export function filterOf(groupBy: GroupBy, key: string): RecordFilter | undefined {
  if (groupBy === "costType") return { costType: key };
  if (groupBy === "project") return { project: key };
  return groupBy === "job" && key !== "" && key !== "other" ? { jobId: key } : undefined;
}
