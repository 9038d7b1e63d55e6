import { DEFAULT_PRESET } from "@pipeline/core/job-words";
import { type EstimateJob } from "@pipeline/core/jobs";
import type { Money } from "@pipeline/core/money";
import { reading, type Ctx, type Scope } from "../ctx";
import { gpuPrice } from "../prices/find";
import { basisOf } from "./basis";
import { lessonFor, type Lesson } from "./history";
import { planCost } from "./plan";
import { learn, PLAN_ALONE, widen, type Shares } from "./shares";

export type Estimate = {
  low: Money;
  expected: Money;
  high: Money;
  /** Per GPU-hour. */
  unitPrice: Money;
  /** What the figures rest on. */
  basis: string;
  /** Completed jobs of the same kind that it learned from; 0: the plan alone. */
  samples: number;
};

/**
 * Estimates a job before it exists: its plan, or what past jobs of its kind make of it. BAD_INPUT on `gpuType` when the
 * catalogue does not know it and no price is given.
 */
export async function estimateJob(ctx: Ctx, input: EstimateJob): Promise<Estimate> {
  return reading(ctx, async (scope) => {
    const { gpuType, provider, region, purchaseOption } = input;
    const asked = { gpuType, provider, region, purchaseOption, at: scope.now };
    const unitPrice = input.unitPrice ?? (await gpuPrice(scope.tx, asked));
    return estimatePlan(scope, { ...input, unitPrice });
  });
}

/** The same at a price per GPU-hour that is known, inside the caller's transaction. */
export async function estimatePlan(scope: Scope, plan: EstimateJob & { unitPrice: Money }): Promise<Estimate> {
  const { gpuType, gpuCount, estimatedHours, unitPrice } = plan;
  const lesson = await lessonFor(scope, gpuType, {
    gpuCount,
    baseModel: plan.baseModel ?? null,
    presetId: plan.presetId ?? DEFAULT_PRESET,
    project: plan.project ?? null,
  });
  const { low, expected, high } = sharesOf(lesson);
  return {
    low: planCost(plan, low),
    expected: planCost(plan, expected),
    high: planCost(plan, high),
    unitPrice,
    basis: basisOf(estimatedHours, lesson, expected),
    samples: lesson?.shares.length ?? 0,
  };
}

// Jobs of another size say little about how far off this one can be.
function sharesOf(lesson: Lesson | undefined): Shares {
  if (lesson === undefined) return PLAN_ALONE;
  const learned = learn(lesson.shares);
  return lesson.alike.includes("gpuCount") ? learned : widen(learned, PLAN_ALONE);
}
