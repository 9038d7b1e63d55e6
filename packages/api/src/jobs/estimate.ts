import type { EstimateJob } from "@pipeline/core/jobs";
import { costUnits } from "@pipeline/core/meter";
import { fromUnits } from "@pipeline/core/money";
import { reading, type Ctx } from "../ctx";
import { gpuPrice } from "../prices/find";

export type Estimate = {
  low: string;
  expected: string;
  high: string;
  /** Per GPU-hour. */
  unitPrice: string;
  /** What the figures rest on. */
  basis: string;
};

const HOUR_MS = 3_600_000;

// MLPerf Training v4.0, 220 LoRA runs: each stopped at 8 to 56% of its planned steps, when its target was reached.
const EARLIEST_STOP = 0.08;

/** What planned hours come to at a price per GPU-hour. `low` is a run that stops as early as real ones have. */
export function estimate(input: { unitPrice: string; gpuCount: number; estimatedHours: number }): Estimate {
  const ms = Math.round(input.estimatedHours * HOUR_MS);
  const cost = (share: number) => fromUnits(costUnits(input, Math.round(ms * share)));
  return {
    low: cost(EARLIEST_STOP),
    expected: cost(1),
    high: cost(1),
    unitPrice: input.unitPrice,
    basis: `${input.estimatedHours} planned hours; LoRA runs have stopped at 8 to 56% of their plan`,
  };
}

/** Estimates a job before it exists. BAD_INPUT on `gpuType` when the catalogue does not know it. */
export async function estimateJob(ctx: Ctx, input: EstimateJob): Promise<Estimate> {
  return reading(ctx, async ({ tx, now }) => {
    const { gpuType, provider, region, purchaseOption } = input;
    const unitPrice = await gpuPrice(tx, { gpuType, provider, region, purchaseOption, at: now });
    return estimate({ ...input, unitPrice });
  });
}
