import { accrued } from "@pipeline/core/meter";
import { add } from "@pipeline/core/money";
import type { CostSummary } from "../types";

/**
 * A summary as the server would give it at an instant (ms; undefined: as it is), by what runs: total, parts and bars,
 * exact. What comes after the last bar's time is added to it until the summary is asked for again.
 */
export function summaryAt(summary: CostSummary, at: number | undefined): CostSummary {
  const { live, series } = summary;
  const from = Date.parse(live.asOf);
  const runs = live.runs.map((run) => ({
    ...run,
    start: Date.parse(run.start),
    end: run.end === null ? null : Date.parse(run.end),
  }));
  if (at === undefined || at <= from || runs.length === 0) return summary;
  const grown = (key: string, start: number, end: number) =>
    add(...runs.filter((run) => run.key === key).map((run) => accrued(run, Math.max(start, from), Math.min(end, at))));
  const keys = [...new Set(runs.map(({ key }) => key))];
  const fresh = keys.filter((key) => summary.breakdown.every((part) => part.key !== key));
  const parts = [...summary.breakdown, ...fresh.map((key) => ({ key, label: key, amount: "0" }))];
  return {
    ...summary,
    total: add(summary.total, ...keys.map((key) => grown(key, from, at))),
    breakdown: parts.map((part) => ({ ...part, amount: add(part.amount, grown(part.key, from, at)) })),
    series: series.map((bar, index) => {
      const [start, end] = [Date.parse(bar.start), Date.parse(series[index + 1]?.start ?? "") || at];
      if (end <= from || start >= at) return bar;
      const byKey = keys.map((key) => [key, add(bar.byKey[key] ?? "0", grown(key, start, end))] as const);
      const more = add(...keys.map((key) => grown(key, start, end)));
      return { ...bar, total: add(bar.total, more), byKey: { ...bar.byKey, ...Object.fromEntries(byKey) } };
    }),
  };
}
