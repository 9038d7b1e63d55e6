import { costUnits } from "@pipeline/core/meter";
import { divideHalfEven, fromUnits, type Money } from "@pipeline/core/money";
import { WHOLE } from "./shares";

/** What somebody means to run: `unitPrice` per GPU-hour. */
export type Plan = { unitPrice: Money; gpuCount: number; estimatedHours: number };

const HOUR_MS = 3_600_000;

/** Planned hours to the millisecond. */
export function planMs(estimatedHours: number): number {
  return Math.round(estimatedHours * HOUR_MS);
}

/** What a part of a plan (in millionths) costs: the time is rounded to the millisecond, the amount is exact. */
export function planCost(plan: Plan, share: bigint): Money {
  const ms = divideHalfEven(BigInt(planMs(plan.estimatedHours)) * share, WHOLE);
  return fromUnits(costUnits(plan, Number(ms)));
}
