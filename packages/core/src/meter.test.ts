import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { add, fromUnits, toUnits } from "./decimal";
import { accrued, costUnits, perHour, type Run, sliceRun } from "./meter";
import { floorQuarter, QUARTER_MS } from "./quarter";
import { HOUR, ms } from "./testing/zones";

const at = fc.integer({ min: ms("2020-01-01T00:00:00Z"), max: ms("2026-01-01T00:00:00Z") });
const price = fc.bigInt({ min: 0n, max: 10n ** 15n }).map(fromUnits);
const run: fc.Arbitrary<Run> = fc
  .record({
    start: at,
    length: fc.option(fc.integer({ min: 0, max: 6 * HOUR })),
    unitPrice: price,
    gpuCount: fc.integer({ min: 1, max: 1_000_000 }),
  })
  .map(({ start, length, unitPrice, gpuCount }) => ({
    start,
    end: length === null ? null : start + length,
    unitPrice,
    gpuCount,
  }));

describe("what GPU time costs", () => {
  const start = ms("2026-03-02T10:05:00.123Z");
  const eight: Run = { start, end: start + 2 * HOUR, unitPrice: "2.49", gpuCount: 8 };

  test("an hour of eight GPUs at 2.49 is 19.92", () => {
    expect(perHour(eight)).toBe("19.92");
    expect(costUnits(eight, HOUR)).toBe(toUnits("19.92"));
    expect(accrued(eight, start, start + HOUR)).toBe("19.92");
  });

  test("a millisecond is rounded half-even to 1e-12", () => {
    expect(costUnits({ unitPrice: "1", gpuCount: 1 }, 1)).toBe(277_778n);
    expect(costUnits({ unitPrice: "0.0000018", gpuCount: 1 }, 1)).toBe(0n);
    expect(costUnits({ unitPrice: "0.0000054", gpuCount: 1 }, 1)).toBe(2n);
  });

  test("a run is cut at the quarters, with exact GPU-seconds", () => {
    const slices = sliceRun(eight, 0, ms("2026-03-02T10:31:00Z"));
    expect(slices.map((slice) => [new Date(slice.start).toISOString(), slice.gpuSeconds])).toEqual([
      ["2026-03-02T10:05:00.123Z", "4799.016"],
      ["2026-03-02T10:15:00.000Z", "7200.000"],
      ["2026-03-02T10:30:00.000Z", "480.000"],
    ]);
    expect(add(...slices.map(({ amount }) => amount))).toBe(accrued(eight, 0, ms("2026-03-02T10:31:00Z")));
  });

  test("nothing is used before the start, after the end or in a reversed range", () => {
    expect(sliceRun(eight, 0, start)).toEqual([]);
    expect(sliceRun(eight, start + 2 * HOUR, start + 3 * HOUR)).toEqual([]);
    expect(accrued(eight, start + 3 * HOUR, start)).toBe("0");
    expect(accrued(eight, 0, start + 90 * HOUR)).toBe("39.84");
  });

  test("a run without an end goes to the end of the range", () => {
    expect(accrued({ ...eight, end: null }, 0, start + 10 * HOUR)).toBe("199.2");
  });

  test("a bad price, count or time throws", () => {
    expect(() => costUnits({ unitPrice: "1e3", gpuCount: 1 }, 1)).toThrow(RangeError);
    expect(() => costUnits({ unitPrice: "1", gpuCount: 1.5 }, 1)).toThrow(RangeError);
    expect(() => costUnits({ unitPrice: "1", gpuCount: 1 }, 0.5)).toThrow(RangeError);
  });

  test("the rounded total is within half a unit of the exact fraction", () => {
    fc.assert(
      fc.property(run, fc.integer({ min: 0, max: 1e11 }), (one, length) => {
        const exact = toUnits(one.unitPrice) * BigInt(one.gpuCount) * BigInt(length);
        const off = 2n * (costUnits(one, length) * BigInt(HOUR) - exact);
        expect(off <= BigInt(HOUR) && -off <= BigInt(HOUR)).toBe(true);
      }),
    );
  });

  test("slices sum to the accrued cost and to the GPU time, and none crosses a quarter", () => {
    fc.assert(
      fc.property(run, at, fc.integer({ min: 0, max: 9 * HOUR }), (one, shift, length) => {
        const from = one.start - HOUR + (shift % (3 * HOUR));
        const to = from + length;
        const slices = sliceRun(one, from, to);
        expect(add(...slices.map(({ amount }) => amount))).toBe(accrued(one, from, to));
        const used = slices.reduce((sum, slice) => sum + slice.end - slice.start, 0) * one.gpuCount;
        expect(toUnits(add(...slices.map(({ gpuSeconds }) => gpuSeconds)))).toBe(BigInt(used) * 10n ** 9n);
        for (const [index, slice] of slices.entries()) {
          expect(floorQuarter(slice.end - 1)).toBe(floorQuarter(slice.start));
          expect(slice.start).toBe(slices[index - 1]?.end ?? Math.max(from, one.start));
        }
      }),
    );
  });

  test("any partition of a run sums to its cost to the last digit", () => {
    const cuts = fc.array(fc.integer({ min: 0, max: 6 * HOUR }), { maxLength: 30 });
    fc.assert(
      fc.property(run, cuts, (one, offsets) => {
        const end = one.end ?? one.start + 6 * HOUR;
        const bounds = [0, ...offsets, end - one.start].toSorted((a, b) => a - b).map((offset) => one.start + offset);
        const whole = fromUnits(costUnits(one, end - one.start));
        const stretches = bounds.slice(1).map((to, index) => ({ from: bounds[index] ?? to, to }));
        const clipped = { ...one, end };
        expect(add(...stretches.map(({ from, to }) => accrued(clipped, from, to)))).toBe(whole);
        const slices = stretches.flatMap(({ from, to }) => sliceRun(clipped, from, to));
        expect(add(...slices.map(({ amount }) => amount))).toBe(whole);
      }),
    );
  });

  test("a slice is never negative and a whole quarter is one slice", () => {
    fc.assert(
      fc.property(run, (one) => {
        for (const { amount } of sliceRun(one, one.start, one.start + HOUR)) expect(amount.startsWith("-")).toBe(false);
        const quarter = floorQuarter(one.start) + QUARTER_MS;
        expect(sliceRun({ ...one, end: null }, quarter, quarter + QUARTER_MS)).toHaveLength(1);
      }),
    );
  });

  test("a job of ninety days is sliced well within a blink", () => {
    const long: Run = { start, end: null, unitPrice: "2.49", gpuCount: 8 };
    const began = performance.now();
    expect(sliceRun(long, start, start + 90 * 24 * HOUR)).toHaveLength(90 * 96 + 1);
    expect(performance.now() - began).toBeLessThan(500);
  });
});
