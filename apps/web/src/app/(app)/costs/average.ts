import { divideHalfEven, fromUnits, type Money, toUnits } from "@pipeline/core/money";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Range = { from: string; to: string };

/** What the elapsed part of a range costs a day, or an hour where not even two days have passed. Exact to 1e-12. */
export function averageOf(total: Money, range: Range, asOf: string): { amount: Money; per: "day" | "hour" } | null {
  const elapsed = Math.min(Date.parse(range.to), Date.parse(asOf)) - Date.parse(range.from);
  if (elapsed <= 0) return null;
  const per = elapsed >= 2 * DAY_MS ? "day" : "hour";
  const step = per === "day" ? DAY_MS : HOUR_MS;
  return { amount: fromUnits(divideHalfEven(toUnits(total) * BigInt(step), BigInt(elapsed))), per };
}
