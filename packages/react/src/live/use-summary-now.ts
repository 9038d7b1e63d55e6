import { useMemo, useSyncExternalStore } from "react";
import { POLICY } from "../policy";
import type { CostSummary } from "../types";
import { serverClock } from "./server-clock";
import { summaryAt } from "./summary-at";
import { ticker } from "./ticker";

const still = () => () => {};

function latestStep(): number | undefined {
  const now = serverClock.serverTime(ticker.now());
  return now === undefined ? undefined : now - (now % POLICY.tick.chart);
}

/** A summary that moves with what runs, without requests, once a minute: for charts and tables. */
export function useSummaryNow(summary: CostSummary): CostSummary {
  const at = useSyncExternalStore(summary.live.runs.length > 0 ? ticker.subscribe : still, latestStep, () => undefined);
  return useMemo(() => summaryAt(summary, at), [summary, at]);
}
