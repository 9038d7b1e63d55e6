import { divideHalfEven } from "./decimal";
import { squareRoot } from "./square-root";

/** What a running job burns an hour and what is expected to remain of it, all in 1e-12 units. */
export type Burn = { perHour: bigint; soFar: bigint; estimate: Span | null };

/** Low ≤ expected ≤ high, in 1e-12 units. */
export type Span = { low: bigint; expected: bigint; high: bigint };

/** What is left of one local day: [start, end) in ms, and how long the whole day is. */
export type RestOfDay = { start: number; end: number; dayMs: number };

export type ForecastInput = {
  /** Sums of the complete local days that count as history, in 1e-12 units. */
  history: readonly bigint[];
  burns: readonly Burn[];
  /** The rest of the period, cut at local days; gap-free from now to its end. */
  rest: readonly RestOfDay[];
};

/** The rest of a period: its two parts, the 80% interval of their sum, and the sum day by day. 1e-12 units. */
export type RestForecast = { committed: bigint; trend: bigint; low: bigint; high: bigint; days: bigint[] };

const HOUR_MS = 3_600_000n;

/**
 * What is still to come: what running jobs have committed, and what the usual pace comes to beyond that, so that a
 * running job is not counted twice. `days` sum exactly to committed + trend; 0 ≤ low ≤ committed + trend ≤ high.
 */
export function forecastRest({ history, burns, rest }: ForecastInput): RestForecast {
  const restMs = rest.reduce((sum, { start, end }) => sum + (end - start), 0);
  const remainders = burns.map((burn) => capped(remainderOf(burn), burn.perHour, restMs));
  const committed = sumOf(remainders.map(({ expected }) => expected));
  const pace = rest.map((day) => usual(history, day));
  const usually = sumOf(pace);
  const trend = atLeast(usually - committed, 0n);
  const spread = spreadOf(history, usually, rest);
  return {
    committed,
    trend,
    // The larger of the two is what is to come: the part of the pace below the commitments is in them already.
    low: atLeast(usually - spread, sumOf(remainders.map(({ low }) => low))),
    high: atLeast(usually + spread, sumOf(remainders.map(({ high }) => high))),
    days: byDay(burns, remainders, { trend, pace, rest }),
  };
}

/**
 * What remains of a job. Past its estimate nothing is expected, and at the most it costs as much again; without one
 * nothing says that it ends, so that it burns on, or stops at once.
 */
function remainderOf({ soFar, estimate }: Burn): Span | null {
  if (estimate === null) return null;
  const left = (estimated: bigint) => atLeast(estimated - soFar, 0n);
  const expected = left(estimate.expected);
  const high = atLeast(left(estimate.high), expected);
  return { low: atMost(left(estimate.low), expected), expected, high: high === 0n ? atLeast(soFar, 0n) : high };
}

function capped(remainder: Span | null, perHour: bigint, restMs: number): Span {
  const cap = burned(perHour, restMs);
  if (remainder === null) return { low: 0n, expected: cap, high: cap };
  const { low, expected, high } = remainder;
  return { low: atMost(low, cap), expected: atMost(expected, cap), high: atMost(high, cap) };
}

const burned = (perHour: bigint, ms: number) => divideHalfEven(perHour * BigInt(ms), HOUR_MS);

/** The mean day, in proportion to what is left of a day: one of 23 or 25 hours is a day like any other. */
function usual(history: readonly bigint[], { start, end, dayMs }: RestOfDay): bigint {
  if (history.length === 0) return 0n;
  const share = sumOf(history) * BigInt(end - start);
  return atLeast(divideHalfEven(share, BigInt(history.length) * BigInt(dayMs)), 0n);
}

/** Quantiles of Student's t for 10% above, in thousandths, by degrees of freedom from 1; from 10 on the last serves. */
const T_90 = [3078n, 1886n, 1638n, 1533n, 1476n, 1440n, 1415n, 1397n, 1383n, 1372n];
const MICRO = 1_000_000n;

/**
 * Half the width of the 80% prediction interval of the rest: t × s × √(R + R²/n) for R days and the sample deviation s
 * of n days; the second part is that the mean itself is not known well. One day alone says nothing about spread: then
 * it is as wide as the expectation.
 */
function spreadOf(history: readonly bigint[], usually: bigint, rest: readonly RestOfDay[]): bigint {
  const n = BigInt(history.length);
  if (n < 2n) return usually;
  const sum = sumOf(history);
  const squares = sumOf(history.map((day) => day * day));
  // The variance is `spread` / (n (n − 1)).
  const spread = n * squares - sum * sum;
  const days = sumOf(rest.map(({ start, end, dayMs }) => (BigInt(end - start) * MICRO) / BigInt(dayMs)));
  const t = T_90[Math.min(history.length - 1, T_90.length) - 1] ?? 0n;
  const variance = spread * (days * MICRO * n + days * days);
  return squareRoot((t * t * variance) / (n * (n - 1n) * n * MICRO * MICRO * MICRO));
}

type Parts = { trend: bigint; pace: readonly bigint[]; rest: readonly RestOfDay[] };

/** Commitments where they burn, and the trend where the pace is above them. */
function byDay(burns: readonly Burn[], remainders: readonly Span[], { trend, pace, rest }: Parts): bigint[] {
  const from = rest[0]?.start ?? 0;
  const until = (ms: number) =>
    sumOf(burns.map(({ perHour }, i) => atMost(remainders[i]?.expected ?? 0n, burned(perHour, ms - from))));
  const committed = rest.map(({ start, end }) => until(end) - until(start));
  const gaps = pace.map((usually, i) => atLeast(usually - (committed[i] ?? 0n), 0n));
  const shares = inProportion(trend, gaps);
  return committed.map((units, i) => units + (shares[i] ?? 0n));
}

/** Cuts a whole in proportion to weights (none below 0), exactly: the cuts are rounded, the pieces lie between them. */
function inProportion(whole: bigint, weights: readonly bigint[]): bigint[] {
  const total = sumOf(weights);
  if (total === 0n) return weights.map(() => 0n);
  let weight = 0n;
  let before = 0n;
  return weights.map((own) => {
    weight += own;
    const cut = divideHalfEven(whole * weight, total);
    const piece = cut - before;
    before = cut;
    return piece;
  });
}

const sumOf = (all: readonly bigint[]) => all.reduce((sum, one) => sum + one, 0n);
const atLeast = (a: bigint, b: bigint) => (a > b ? a : b);
const atMost = (a: bigint, b: bigint) => (a < b ? a : b);
