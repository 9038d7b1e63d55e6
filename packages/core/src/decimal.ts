/** An exact decimal amount as text, at most 12 decimals: what travels over the wire and into `numeric`. */
export type Money = string;

/** Decimals of the smallest unit: one unit is 1e-12 of the currency. */
export const SCALE = 12;

const [ZERO, POINT] = [48, 46];
const UNIT = 10n ** BigInt(SCALE);
const DECIMAL = /^-?\d+(\.\d{1,12})?$/;

/** Reads a plain decimal as a whole number of 1e-12 units. Throws RangeError on anything else. */
export function toUnits(amount: string): bigint {
  if (!DECIMAL.test(amount)) {
    throw new RangeError(`Not a plain decimal with at most 12 decimals: "${amount.slice(0, 60)}"`);
  }
  const point = amount.indexOf(".");
  if (point === -1) return BigInt(amount) * UNIT;
  return BigInt(amount.slice(0, point) + amount.slice(point + 1).padEnd(SCALE, "0"));
}

/** Writes 1e-12 units as the canonical decimal: no trailing zeros, never "-0". */
export function fromUnits(units: bigint): Money {
  const text = fixed(units, SCALE);
  let end = text.length;
  // There is a point, so that zeros of the whole are not met.
  while (text.charCodeAt(end - 1) === ZERO) end -= 1;
  return text.slice(0, text.charCodeAt(end - 1) === POINT ? end - 1 : end);
}

/** Writes `steps` of 10^-decimals with exactly that many decimals, for example 150n at 2 is "1.50". */
export function fixed(steps: bigint, decimals: number): Money {
  const sign = steps < 0n ? "-" : "";
  const digits = (steps < 0n ? -steps : steps).toString().padStart(decimals + 1, "0");
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** The exact sum, "0" of nothing. Throws RangeError when an amount is not a plain decimal. */
export function add(...amounts: readonly Money[]): Money {
  return fromUnits(amounts.reduce((sum, amount) => sum + toUnits(amount), 0n));
}

/** Exactly a − b. Throws RangeError when an amount is not a plain decimal. */
export function subtract(a: Money, b: Money): Money {
  return fromUnits(toUnits(a) - toUnits(b));
}

/** Exactly −a; zero stays "0". Throws RangeError when it is not a plain decimal. */
export function negate(a: Money): Money {
  return fromUnits(-toUnits(a));
}

/** Orders two amounts by value, so "1.0" equals "1". Throws RangeError when one is not a plain decimal. */
export function compare(a: Money, b: Money): -1 | 0 | 1 {
  const difference = toUnits(a) - toUnits(b);
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

/** Whether the amount is exactly zero. Throws RangeError when it is not a plain decimal. */
export function isZero(amount: Money): boolean {
  return toUnits(amount) === 0n;
}

/** The change from b to a as a share of b, (a − b) / b: a plain number, null when b is zero. */
export function ratio(a: Money, b: Money): number | null {
  const base = toUnits(b);
  const change = toUnits(a) - base;
  if (base === 0n) return null;
  return change === 0n ? 0 : Number(change) / Number(base);
}

/** numerator / denominator to the nearest integer, halves to the even one. Throws RangeError on a zero denominator. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  if (denominator < 0n) return divideHalfEven(-numerator, -denominator);
  const floor = divideFloor(numerator, denominator);
  const twice = (numerator - floor * denominator) * 2n;
  if (twice === denominator) return floor % 2n === 0n ? floor : floor + 1n;
  return twice < denominator ? floor : floor + 1n;
}

/** numerator / denominator rounded toward −∞; the denominator must be positive. */
export function divideFloor(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return quotient * denominator > numerator ? quotient - 1n : quotient;
}

/** How many units of 1e-12 one step of 10^-decimals has. Throws RangeError outside 0..12 decimals. */
export function stepUnits(decimals: number): bigint {
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > SCALE) {
    throw new RangeError(`Decimals must be a whole number from 0 to 12, not ${decimals}`);
  }
  return 10n ** BigInt(SCALE - decimals);
}

/** Rounds half-even to a fixed number of decimals (0..12), as in "93532.96". Throws RangeError on bad input. */
export function roundTo(amount: Money, decimals: number): Money {
  return fixed(divideHalfEven(toUnits(amount), stepUnits(decimals)), decimals);
}

/** The amount in whole cents, half-even. Throws RangeError when it is not a plain decimal. */
export function toCents(amount: Money): bigint {
  return divideHalfEven(toUnits(amount), stepUnits(2));
}
