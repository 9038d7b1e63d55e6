import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { learn, PLAN_ALONE, widen } from "./shares";

const percent = (...shares: number[]) => shares.map((share) => BigInt(share) * 10_000n);

describe("what past jobs teach about the next", () => {
  test("is their median, and the extremes of a few", () => {
    expect(learn(percent(90, 10, 40))).toEqual({ low: 100_000n, expected: 400_000n, high: 900_000n });
    expect(learn(percent(10, 40, 60, 90))).toMatchObject({ expected: 500_000n });
  });

  test("is not decided by one outlier on each side once there are ten", () => {
    const shares = percent(1, 20, 30, 40, 40, 40, 40, 50, 60, 70, 9_900);
    expect(learn(shares)).toEqual({ low: 200_000n, expected: 400_000n, high: 700_000n });
  });

  test("keeps a margin of a quarter: three equal jobs do not promise the fourth", () => {
    expect(learn(percent(40, 40, 40))).toEqual({ low: 300_000n, expected: 400_000n, high: 500_000n });
  });

  test("of nothing cannot be said", () => {
    expect(() => learn([])).toThrow(RangeError);
  });

  test("does not depend on the order, is in order, and lies within what was seen", () => {
    const shares = fc.array(fc.bigInt({ min: 1n, max: 10n ** 9n }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(shares, (seen) => {
        const { low, expected, high } = learn(seen);
        expect(learn(seen.toReversed())).toEqual({ low, expected, high });
        expect(low <= expected && expected <= high).toBe(true);
        expect(seen.some((share) => share <= expected) && seen.some((share) => share >= expected)).toBe(true);
      }),
    );
  });

  test("can be widened by what is known otherwise, and expects the same", () => {
    expect(widen(learn(percent(40, 40, 40)), PLAN_ALONE)).toEqual({
      low: 80_000n,
      expected: 400_000n,
      high: 1_000_000n,
    });
  });
});
