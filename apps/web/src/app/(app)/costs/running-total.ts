import type { CostSummary, Meter } from "@pipeline/react";

/** The total of a window as a meter: it grows with what runs while the window holds the present, else it rests. */
export function totalMeter({ total, range, live }: Pick<CostSummary, "total" | "range" | "live">): Meter {
  const asOf = Date.parse(live.asOf);
  const holdsNow = Date.parse(range.from) <= asOf && asOf <= Date.parse(range.to);
  return { amount: total, perHour: holdsNow ? live.perHour : "0", asOf: live.asOf };
}
