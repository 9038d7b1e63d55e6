import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { median, medianDeviation, normalOf } from "./robust";

const units = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
const some = fc.array(units, { minLength: 1, maxLength: 60 });

describe("the robust normal", () => {
  test("is the middle, and the middle distance from it", () => {
    expect([median([3n, 1n, 2n]), median([4n, 1n, 2n, 3n]), median([7n])]).toEqual([2n, 2n, 7n]);
    expect(median([1n, 2n, 2n, 5n])).toBe(2n);
    expect(medianDeviation([1n, 1n, 2n, 2n, 4n, 6n, 9n])).toBe(1n);
    expect(normalOf([80_000n, 90_000n, 100_000n, 110_000n, 120_000n])).toEqual({
      median: 100_000n,
      bound: 100_000n + 6n * 14_826n,
      samples: 5,
    });
  });

  test("of equal samples leaves room for a tenth, six times", () => {
    expect(normalOf([100n, 100n, 100n]).bound).toBe(160n);
    expect(normalOf([0n]).bound).toBe(0n);
  });

  test("has as many samples above the median as below it, in whatever order they come", () => {
    fc.assert(
      fc.property(some, (values) => {
        const middle = median(values);
        const half = values.length / 2;
        expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(half);
        expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(half);
        expect(median(values.toReversed())).toBe(middle);
      }),
    );
  });

  test("moves and grows with its samples, and never lies below the median", () => {
    fc.assert(
      fc.property(some, fc.bigInt({ min: 1n, max: 1_000_000n }), units, (values, factor, shift) => {
        const even = values.map((value) => value * 20n);
        const normal = normalOf(even);
        expect(normal.bound).toBeGreaterThanOrEqual(normal.median);
        expect(median(even.map((value) => value + shift))).toBe(normal.median + shift);
        expect(medianDeviation(even.map((value) => value + shift))).toBe(medianDeviation(even));
        expect(median(even.map((value) => value * factor))).toBe(normal.median * factor);
      }),
    );
  });

  test("is not moved by what it is to find: a minority of outliers leaves it within the others", () => {
    const usual = fc.array(fc.bigInt({ min: 100n, max: 200n }), { minLength: 11, maxLength: 40 });
    fc.assert(
      fc.property(usual, fc.array(fc.bigInt({ min: 10n ** 9n, max: 10n ** 30n }), { maxLength: 5 }), (values, far) => {
        const normal = normalOf([...values, ...far]);
        expect(normal.median).toBeLessThanOrEqual(200n);
        expect(normal.bound).toBeLessThan(200n + 6n * 150n);
      }),
    );
  });

  test("of nothing does not exist", () => {
    expect(() => normalOf([])).toThrow(RangeError);
  });
});
