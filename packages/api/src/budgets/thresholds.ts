import { toUnits } from "@pipeline/core/money";
import type { BudgetRow } from "./hold";

type Limits = Pick<BudgetRow, "amount" | "thresholds">;

/** What must be spent to reach a threshold (percent), in 1e-12 units; a fraction of a unit counts as a whole one. */
export function targetOf({ amount }: Pick<BudgetRow, "amount">, threshold: number): bigint {
  return (toUnits(amount) * BigInt(threshold) + 99n) / 100n;
}

/** The thresholds that `spent` (1e-12 units) has reached. */
export function reached(limits: Limits, spent: bigint): number[] {
  return limits.thresholds.filter((threshold) => spent >= targetOf(limits, threshold));
}
