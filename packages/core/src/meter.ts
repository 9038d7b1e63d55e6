import { divideHalfEven, fixed, fromUnits, type Money, toUnits } from "./decimal";
import { quarterPieces } from "./quarter";

export { sliceStorage, type StorageSlice, storageUnits, type Stored } from "./storage-meter";

/** A stretch of GPU time at one price per GPU-hour; epoch milliseconds, `end` null while it runs. */
export type Run = {
  readonly start: number;
  readonly end: number | null;
  readonly unitPrice: Money;
  readonly gpuCount: number;
};

/** A piece of a run inside one UTC quarter hour: epoch milliseconds, exact amount, GPU-seconds with 3 decimals. */
export type Slice = { start: number; end: number; amount: Money; gpuSeconds: string };

const HOUR_MS = 3_600_000n;

/**
 * What a run costs in its first `ms` milliseconds, in 1e-12 units, half-even: unit price × GPUs × ms / hour.
 * Throws RangeError on a bad price or when the count or `ms` is not a whole number.
 */
export function costUnits(run: Pick<Run, "unitPrice" | "gpuCount">, ms: number): bigint {
  return divideHalfEven(unitsPerHour(run) * BigInt(ms), HOUR_MS);
}

/**
 * Cuts what a run used in [from, to) at the UTC quarter hours. A slice costs the cost to its end − the cost to its
 * start, both counted from the run's start, so that slices sum to the whole to the last digit, however they are cut.
 * Epoch milliseconds. Throws RangeError as `costUnits` does.
 */
export function sliceRun(run: Run, from: number, to: number): Slice[] {
  const [opens, closes] = clip(run, from, to);
  const rate = unitsPerHour(run);
  const costTo = (at: number): bigint => divideHalfEven(rate * BigInt(at - run.start), HOUR_MS);
  const slices: Slice[] = [];
  if (opens >= closes) return slices;
  let before = costTo(opens);
  for (const [start, end] of quarterPieces(opens, closes)) {
    const after = costTo(end);
    const gpuMs = BigInt(run.gpuCount) * BigInt(end - start);
    slices.push({ start, end, amount: fromUnits(after - before), gpuSeconds: fixed(gpuMs, 3) });
    before = after;
  }
  return slices;
}

/** What a run costs within [from, to) (epoch ms): exactly the sum of `sliceRun`. Throws RangeError as it does. */
export function accrued(run: Run, from: number, to: number): Money {
  const [opens, closes] = clip(run, from, to);
  if (opens >= closes) return "0";
  return fromUnits(costUnits(run, closes - run.start) - costUnits(run, opens - run.start));
}

/** What a run costs per hour: unit price × GPUs, exact. Throws RangeError on a bad price or count. */
export function perHour(run: Pick<Run, "unitPrice" | "gpuCount">): Money {
  return fromUnits(unitsPerHour(run));
}

function unitsPerHour(run: Pick<Run, "unitPrice" | "gpuCount">): bigint {
  return toUnits(run.unitPrice) * BigInt(run.gpuCount);
}

function clip(run: Run, from: number, to: number): [opens: number, closes: number] {
  return [Math.max(from, run.start), Math.min(to, run.end ?? to)];
}
