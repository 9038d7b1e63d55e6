import { costUnits } from "@pipeline/core/meter";
import { fromUnits, type Money } from "@pipeline/core/money";
import { CreateJob, type EstimateJob } from "@pipeline/core/jobs";

const HOUR_MS = 3_600_000;

/** What planned hours come to at a price of one's own per GPU-hour; undefined while that is no price. */
export function atOwnPrice(unitPrice: string, plan: EstimateJob): { unitPrice: Money; expected: Money } | undefined {
  const parsed = CreateJob.safeParse({ unitPrice });
  if (!parsed.success || parsed.data.unitPrice === undefined) return undefined;
  const run = { unitPrice: parsed.data.unitPrice, gpuCount: plan.gpuCount };
  return { unitPrice: run.unitPrice, expected: fromUnits(costUnits(run, Math.round(plan.estimatedHours * HOUR_MS))) };
}
