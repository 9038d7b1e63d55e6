import { divideFloor, divideHalfEven, fixed, type Money, stepUnits, toUnits } from "./decimal";

export type Part = { readonly key: string; readonly amount: Money };

type Steps = { key: string; steps: bigint };

/**
 * Rounds parts so that they sum to their rounded total: floor each, the missing steps to the largest remainders,
 * ties by key. Amounts come back with exactly `decimals` (0..12) decimals. Throws RangeError on bad input.
 */
export function apportion(
  parts: readonly Part[],
  decimals: number,
): { total: Money; parts: { key: string; amount: Money }[] } {
  const { total, parts: rounded } = apportionSteps(parts, decimals);
  return {
    total: fixed(total, decimals),
    parts: rounded.map(({ key, steps }) => ({ key, amount: fixed(steps, decimals) })),
  };
}

/** The same in whole cents: each part within a cent of its exact value, together exactly the total. */
export function apportionCents(parts: readonly Part[]): {
  total: bigint;
  parts: { key: string; cents: bigint }[];
} {
  const { total, parts: rounded } = apportionSteps(parts, 2);
  return { total, parts: rounded.map(({ key, steps }) => ({ key, cents: steps })) };
}

function apportionSteps(parts: readonly Part[], decimals: number): { total: bigint; parts: Steps[] } {
  const step = stepUnits(decimals);
  const split = parts.map(({ key, amount }) => {
    const units = toUnits(amount);
    const steps = divideFloor(units, step);
    return { key, units, steps, remainder: units - steps * step };
  });
  const total = divideHalfEven(
    split.reduce((sum, part) => sum + part.units, 0n),
    step,
  );
  const missing = total - split.reduce((sum, part) => sum + part.steps, 0n);
  // The rounded sum of n remainders below one step is at most n, so everyone gets one step at the most.
  const raised = new Set(split.toSorted(byRemainderThenKey).slice(0, Number(missing)));
  return {
    total,
    parts: split.map((part) => ({
      key: part.key,
      steps: raised.has(part) ? part.steps + 1n : part.steps,
    })),
  };
}

type Remainder = { key: string; remainder: bigint };

function byRemainderThenKey(a: Remainder, b: Remainder): number {
  if (a.remainder !== b.remainder) return a.remainder > b.remainder ? -1 : 1;
  // Code units, not a locale: every machine must give the same cent to the same part.
  if (a.key === b.key) return 0;
  return a.key < b.key ? -1 : 1;
}
