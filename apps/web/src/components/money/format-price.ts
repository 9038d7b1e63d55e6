import { formatMoney, type Money } from "@pipeline/core/money";

const FEWEST_DECIMALS = 2;

/** A price with every digit it has, at least two decimals: what is multiplied is never shown rounded. */
export function formatPrice(price: Money, currency: string): string {
  const [, fraction = ""] = price.split(".");
  const digits = fraction.replace(/0+$/, "").length;
  return formatMoney(price, { currency, decimals: Math.max(FEWEST_DECIMALS, digits) });
}
