import { accrued } from "@pipeline/core/meter";
import { divideHalfEven, fromUnits, roundTo, toUnits } from "@pipeline/core/money";
import type { Budget, CostSummary, Job } from "../types";

/** A stretch of paid GPU time: ISO instants, `end` null while it runs, price per GPU-hour. */
type MeterRun = Job["runs"][number];

/**
 * An amount that grows: what it was at `asOf` (ISO), and what an hour adds. With the `runs` that make it grow it is at
 * any later instant what the server would say, to the last digit: each of them is rounded from its own start.
 */
export type Meter = {
  readonly amount: string;
  readonly perHour: string;
  readonly asOf: string;
  readonly runs?: readonly MeterRun[];
};

const HOUR_MS = 3_600_000n;

/** What a job has cost, as a meter: it rests once the job has ended, its ledger then holds all of it. */
export function jobMeter(job: Pick<Job, "status" | "currentCost" | "perHour" | "asOf" | "runs">): Meter {
  const { status, currentCost, perHour, asOf, runs } = job;
  return { amount: currentCost, perHour, asOf, runs: status === "running" || status === "paused" ? runs : [] };
}

/** The total of a window, as a meter: it grows with what runs where the window holds the present, else it rests. */
export function totalMeter({ total, live }: Pick<CostSummary, "total" | "live">): Meter {
  return { amount: total, perHour: live.runs.length > 0 ? live.perHour : "0", asOf: live.asOf, runs: live.runs };
}

/** The part of a window's total that is not in the ledger yet, as a meter: all that a total grows by is live at first. */
export function liveMeter({ live }: Pick<CostSummary, "live">): Meter {
  return { amount: live.amount, perHour: live.runs.length > 0 ? live.perHour : "0", asOf: live.asOf, runs: live.runs };
}

/** What is spent of a budget, as a meter: it grows with what runs in its scope and rests at its period's end. */
export function budgetMeter({
  spent,
  burnRate,
  asOf,
  runs,
}: Pick<Budget, "spent" | "burnRate" | "asOf" | "runs">): Meter {
  return { amount: spent, perHour: runs.length > 0 ? burnRate : "0", asOf, runs };
}

/** True for a meter that will still move. */
export function moves({ perHour, asOf, runs }: Meter): boolean {
  return runs === undefined ? perHour !== "0" : runs.some(({ end }) => end === null || end > asOf);
}

/** The sum of meters at an instant (ms; undefined: each at its own `asOf`), exact; with `decimals`, rounded to them. */
export function readMeters(meters: readonly Meter[], at: number | undefined, decimals?: number): string {
  const sum = fromUnits(meters.reduce((units, meter) => units + unitsAt(meter, at), 0n));
  return decimals === undefined ? sum : roundTo(sum, decimals);
}

function unitsAt(meter: Meter, at: number | undefined): bigint {
  const { amount, perHour, asOf, runs } = meter;
  const from = Date.parse(asOf);
  const to = at === undefined ? from : Math.max(from, Math.floor(at));
  if (to === from || !moves(meter)) return toUnits(amount);
  if (runs === undefined) return toUnits(amount) + divideHalfEven(toUnits(perHour) * BigInt(to - from), HOUR_MS);
  return runs.reduce((units, run) => units + toUnits(grown(run, from, to)), toUnits(amount));
}

function grown({ start, end, ...run }: MeterRun, from: number, to: number): string {
  return accrued({ ...run, start: Date.parse(start), end: end === null ? null : Date.parse(end) }, from, to);
}
