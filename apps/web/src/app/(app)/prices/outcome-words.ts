import { compare, formatMoney, isZero, viewDecimals } from "@pipeline/core/money";

type Rerated = { corrected: number; difference: string };

const COUNT = new Intl.NumberFormat("en-US");

/** What a re-rating has done, in a sentence. */
export function outcomeWords({ corrected, difference }: Rerated, currency: string): string {
  if (corrected === 0) return "Nothing that is booked had to be corrected: it stands at the prices of the catalogue.";
  const records = corrected === 1 ? "1 correction was" : `${COUNT.format(corrected)} corrections were`;
  if (isZero(difference)) return `${records} booked; in sum your costs are the same.`;
  const size = difference.replace("-", "");
  const amount = formatMoney(size, { currency, decimals: viewDecimals(size) });
  const way = compare(difference, "0") < 0 ? "less" : "more";
  return `${records} booked; your costs come to ${amount} ${way} than before.`;
}
