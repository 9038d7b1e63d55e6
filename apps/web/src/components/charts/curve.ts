import { accrued } from "@pipeline/core/meter";
import { add, type Money } from "@pipeline/core/money";

/** A stretch of paid GPU time as a job carries it: ISO instants, `end` null while it runs. */
type PaidRun = { start: string; end: string | null; unitPrice: string; gpuCount: number };

/** What had been spent by an instant (ms), exact. */
export type CurvePoint = { at: number; amount: Money };

const STEPS = 48;
const SHORT_MS = 10 * 60_000;

/** True for a stretch (ms) within which minutes are too coarse to tell its instants apart. */
export const isShort = (ms: number): boolean => ms < SHORT_MS;

/** GPU cost of a job over its life up to `asOf`: even steps and every bend. Empty before its first run. */
export function costCurve(runs: readonly PaidRun[], asOf: string): CurvePoint[] {
  const paid = runs.map((run) => ({
    ...run,
    start: Date.parse(run.start),
    end: run.end === null ? null : Date.parse(run.end),
  }));
  const bends = paid.flatMap(({ start, end }) => [start, end ?? Math.max(start, Date.parse(asOf))]);
  if (bends.length === 0) return [];
  const [from, to] = [Math.min(...bends), Math.max(...bends)];
  const even = Array.from({ length: STEPS + 1 }, (_, step) => Math.round(from + ((to - from) * step) / STEPS));
  return [...new Set([...bends, ...even])]
    .sort((a, b) => a - b)
    .map((at) => ({ at, amount: add(...paid.map((run) => accrued(run, run.start, at))) }));
}
