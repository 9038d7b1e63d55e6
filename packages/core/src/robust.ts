import { divideHalfEven } from "./decimal";

/** How many robust deviations above the median are far outside. Bills are skewed: 3.5, the usual choice, tells too often. */
export const FAR = 6n;

/** What somebody's samples say is normal, in 1e-12 units. */
export type Normal = { median: bigint; bound: bigint; samples: number };

/** The middle value, of an even number the mean of the two middle ones. Throws RangeError on nothing. */
export function median(values: readonly bigint[]): bigint {
  const sorted = values.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half];
  if (upper === undefined) throw new RangeError("Nothing has no median.");
  if (sorted.length % 2 === 1) return upper;
  return divideHalfEven((sorted[half - 1] ?? upper) + upper, 2n);
}

/** The median distance from the median: a spread that outliers do not move. Throws RangeError on nothing. */
export function medianDeviation(values: readonly bigint[]): bigint {
  const middle = median(values);
  return median(values.map((value) => (value < middle ? middle - value : value - middle)));
}

/**
 * The normal of samples: bound = median + 6 × 1.4826 × MAD. 1.4826 × MAD is a standard deviation where values are
 * normal; it counts as a tenth of the median at least, so that equal samples do not make a cent more unusual. Throws
 * RangeError on nothing.
 */
export function normalOf(values: readonly bigint[]): Normal {
  const middle = median(values);
  const deviation = divideHalfEven(14_826n * medianDeviation(values), 10_000n);
  const least = divideHalfEven(middle < 0n ? -middle : middle, 10n);
  return {
    median: middle,
    bound: middle + FAR * (deviation > least ? deviation : least),
    samples: values.length,
  };
}
