import { type Money, roundTo, SCALE, stepUnits, toUnits } from "./decimal";

export type FormatMoneyOptions = {
  currency: string;
  decimals?: number;
  locale?: string;
  sign?: "auto" | "always";
};

const formatters = new Map<string, Intl.NumberFormat>();

/**
 * The amount as people read it, exact to the last digit shown: rounded half-even to `decimals` (default
 * `viewDecimals(amount)`), locale en-US by default. Throws RangeError on a bad amount, currency, locale or decimals.
 */
export function formatMoney(amount: Money, options: FormatMoneyOptions): string {
  const { currency, decimals = viewDecimals(amount), locale = "en-US", sign = "auto" } = options;
  const rounded = roundTo(amount, decimals);
  // Intl reads a decimal string exactly; a number would lose digits above 2^53.
  return isNumeric(rounded) ? formatter(locale, currency, decimals, sign).format(rounded) : rounded;
}

/**
 * The one rounding rule of a view: 2 decimals when the total is zero or at least 1 in size, else as many as show its
 * first two significant digits, at most 6. Throws RangeError when the total is not a plain decimal.
 */
export function viewDecimals(total: Money): number {
  const units = toUnits(total);
  const size = units < 0n ? -units : units;
  if (size === 0n || size >= stepUnits(0)) return 2;
  return Math.min(SCALE - size.toString().length + 2, 6);
}

function formatter(locale: string, currency: string, decimals: number, sign: "auto" | "always"): Intl.NumberFormat {
  const key = `${locale} ${currency} ${decimals} ${sign}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    signDisplay: sign,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  if (formatters.size >= 100) formatters.clear();
  formatters.set(key, made);
  return made;
}

function isNumeric(text: string): text is `${number}` {
  return text !== "" && Number.isFinite(Number(text));
}
