import { type Money, toUnits } from "./decimal";
import { type Normal, normalOf } from "./robust";

/** Nothing below this is worth a word: in the installation's currency, about an hour of eight H100. */
export const LEAST_UNUSUAL: Money = "25";

/** So many jobs or days with costs say what is normal; with fewer nobody can tell. */
export const LEAST_JOBS = 10;
export const LEAST_DAYS = 14;

/** At the most so many of the latest ended jobs, and of the days before, are compared with. */
export const COMPARED_JOBS = 200;
export const COMPARED_DAYS = 56;

/** A job that costs about as much as one that was told of in this time is not told of again: a sweep is one mistake. */
export const QUIET_MS = 86_400_000;

// What has come to two thirds of it twice before is expensive, but not unusual.
const REPEATED = 2;

/** True when `other` is two thirds of `amount` or more. */
export const isAbout = (other: bigint, amount: bigint): boolean => other * 3n >= amount * 2n;

/**
 * The normal that an amount (1e-12 units) is far outside of: above a minimum, above the bound of the samples, and not
 * seen twice among them. Undefined for a usual amount, or where samples are too few to know. Samples of nothing do not
 * count.
 */
export function unusual(amount: bigint, samples: readonly bigint[], least: number): Normal | undefined {
  const known = samples.filter((sample) => sample > 0n);
  if (amount < toUnits(LEAST_UNUSUAL) || known.length < least) return undefined;
  const normal = normalOf(known);
  if (amount <= normal.bound || known.filter((sample) => isAbout(sample, amount)).length >= REPEATED) return undefined;
  return normal;
}
