import { toUnits } from "@pipeline/core/money";
import type { PeriodRow } from "./chain";

/** What a period is measured by: its budget's amount and thresholds, as long as it lasts. */
type Limits = Pick<PeriodRow, "amount" | "thresholds">;

/** What must be spent to reach a threshold (percent), in 1e-12 units; a fraction of a unit counts as a whole one. */
export function targetOf({ amount }: Pick<Limits, "amount">, threshold: number): bigint {
  return (toUnits(amount) * BigInt(threshold) + 99n) / 100n;
}

/** The thresholds that `spent` (1e-12 units) has reached. */
export function reached(limits: Limits, spent: bigint): number[] {
  return limits.thresholds.filter((threshold) => spent >= targetOf(limits, threshold));
}
