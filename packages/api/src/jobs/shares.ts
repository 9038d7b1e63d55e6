/** Parts of a plan in millionths: 1_000_000n is the whole plan. */
export type Shares = { low: bigint; expected: bigint; high: bigint };

export const WHOLE = 1_000_000n;

/**
 * What is known without a history. MLPerf Training v4.0, 220 LoRA runs: each stopped at 8 to 56% of its planned steps,
 * when its target was reached. A trainer that goes to its last planned step has used its plan, so that is the most.
 */
export const PLAN_ALONE: Shares = { low: 80_000n, expected: WHOLE, high: WHOLE };

/** So many jobs of a kind, and it has something to teach. */
export const FEWEST = 3;

// From here on an outlier on each side no longer decides the range.
const ENOUGH_FOR_TENTHS = 10;

/**
 * What the shares of past jobs make of the next: their median, and a range from their 10th to their 90th percentile, the
 * extremes of fewer than ten. The range keeps a quarter of the median on both sides: three equal jobs do not promise
 * the fourth. Throws RangeError on none.
 */
export function learn(shares: readonly bigint[]): Shares {
  const sorted = shares.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const many = sorted.length >= ENOUGH_FOR_TENTHS;
  const expected = medianOf(sorted);
  const margin = expected / 4n;
  return {
    low: least(at(sorted, many ? Math.ceil(sorted.length / 10) - 1 : 0), expected - margin),
    expected,
    high: most(at(sorted, many ? Math.ceil((sorted.length * 9) / 10) - 1 : sorted.length - 1), expected + margin),
  };
}

/** The range that holds both; the expectation of the first. */
export function widen(learned: Shares, other: Shares): Shares {
  return {
    low: least(learned.low, other.low),
    expected: learned.expected,
    high: most(learned.high, other.high),
  };
}

function medianOf(sorted: readonly bigint[]): bigint {
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? at(sorted, half) : (at(sorted, half - 1) + at(sorted, half)) / 2n;
}

function at(sorted: readonly bigint[], index: number): bigint {
  const value = sorted[index];
  if (value === undefined) throw new RangeError("There are no shares to learn from.");
  return value;
}

const least = (a: bigint, b: bigint) => (a < b ? a : b);
const most = (a: bigint, b: bigint) => (a > b ? a : b);
