import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { add, fromUnits, toUnits } from "./decimal";
import { floorQuarter } from "./quarter";
import { sliceStorage, type Stored, storageUnits } from "./storage-meter";
import { HOUR, ms } from "./testing/zones";

const MONTH = 730 * HOUR;
const from = ms("2026-03-02T10:05:00.123Z");

describe("what storage costs", () => {
  test("a gigabyte for a month costs the price", () => {
    expect(storageUnits("0.023", 1_000_000_000, MONTH)).toBe(toUnits("0.023"));
    expect(storageUnits("0.023", 500_000_000_000n, MONTH / 2)).toBe(toUnits("5.75"));
    expect(storageUnits("0.023", 0, MONTH)).toBe(0n);
  });

  test("slices carry the GB-months and never cross a quarter", () => {
    const stored: Stored = { from, bytes: 146_000_000_000, pricePerGbMonth: "0.02" };
    const slices = sliceStorage(stored, from, from + HOUR);
    expect(slices).toHaveLength(5);
    expect(add(...slices.map(({ quantity }) => quantity))).toBe("0.2");
    expect(add(...slices.map(({ amount }) => amount))).toBe("0.004");
    expect(slices[1]).toMatchObject({ quantity: "0.05", amount: "0.001" });
    for (const { start, end } of slices) expect(floorQuarter(end - 1)).toBe(floorQuarter(start));
  });

  test("nothing is stored before it arrives", () => {
    const stored: Stored = { from, bytes: 1, pricePerGbMonth: "1" };
    expect(sliceStorage(stored, 0, from)).toEqual([]);
    expect(sliceStorage(stored, from - HOUR, from + 1)).toHaveLength(1);
  });

  test("a price that is no decimal and bytes that are no whole number throw", () => {
    expect(() => storageUnits("x", 1, 1)).toThrow(RangeError);
    expect(() => storageUnits("1", 1.5, 1)).toThrow(RangeError);
  });

  test("any partition sums to the whole in money and in quantity, to the last digit", () => {
    const bytes = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
    const price = fc.bigInt({ min: 0n, max: 10n ** 13n }).map(fromUnits);
    const cuts = fc.array(fc.integer({ min: 0, max: 5 * HOUR }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(bytes, price, cuts, (size, pricePerGbMonth, offsets) => {
        const stored: Stored = { from, bytes: size, pricePerGbMonth };
        const bounds = [0, ...offsets].toSorted((a, b) => a - b);
        const length = bounds.at(-1) ?? 0;
        const slices = bounds
          .slice(1)
          .flatMap((offset, index) => sliceStorage(stored, from + (bounds[index] ?? offset), from + offset));
        expect(add(...slices.map(({ amount }) => amount))).toBe(fromUnits(storageUnits(pricePerGbMonth, size, length)));
        expect(add(...slices.map(({ quantity }) => quantity))).toBe(fromUnits(storageUnits("1", size, length)));
      }),
    );
  });
});
