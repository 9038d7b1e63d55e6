import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { apportion, apportionCents } from "./apportion";
import { add, fromUnits, roundTo, stepUnits, toCents, toUnits } from "./decimal";

const part = fc.record({
  key: fc.string(),
  amount: fc
    .oneof(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }))
    .map(fromUnits),
});

describe("apportioned cents", () => {
  test("the missing cent goes to the largest remainder", () => {
    const parts = [
      { key: "compute", amount: "10.333" },
      { key: "storage", amount: "5.336" },
      { key: "other", amount: "0.331" },
    ];
    expect(apportionCents(parts)).toEqual({
      total: 1600n,
      parts: [
        { key: "compute", cents: 1033n },
        { key: "storage", cents: 534n },
        { key: "other", cents: 33n },
      ],
    });
  });

  test("equal remainders go by key in code-unit order", () => {
    const thirds = ["b", "a", "B"].map((key) => ({ key, amount: "0.333333333334" }));
    expect(apportionCents(thirds).parts).toEqual([
      { key: "b", cents: 33n },
      { key: "a", cents: 33n },
      { key: "B", cents: 34n },
    ]);
  });

  test("negative parts are floored toward minus infinity", () => {
    const parts = [
      { key: "compute", amount: "1.005" },
      { key: "credit", amount: "-0.501" },
    ];
    expect(apportionCents(parts)).toEqual({
      total: 50n,
      parts: [
        { key: "compute", cents: 100n },
        { key: "credit", cents: -50n },
      ],
    });
  });

  test("nothing is nothing", () => {
    expect(apportionCents([])).toEqual({ total: 0n, parts: [] });
  });

  test("parts keep their order, sum to the total, and each is within a cent of its value", () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const { total, parts: rounded } = apportionCents(parts);
        expect(total).toBe(toCents(add(...parts.map(({ amount }) => amount))));
        expect(rounded.reduce((sum, { cents }) => sum + cents, 0n)).toBe(total);
        expect(rounded.map(({ key }) => key)).toEqual(parts.map(({ key }) => key));
        for (const [index, { cents }] of rounded.entries()) {
          const off = cents * stepUnits(2) - toUnits(parts[index]?.amount ?? "");
          expect(off < stepUnits(2) && -off < stepUnits(2)).toBe(true);
        }
      }),
    );
  });

  test("the shares do not depend on the order of the parts", () => {
    const distinct = fc.uniqueArray(part, { selector: ({ key }) => key, maxLength: 20 });
    fc.assert(
      fc.property(distinct, (parts) => {
        const forward = new Map(apportionCents(parts).parts.map(({ key, cents }) => [key, cents]));
        const backward = apportionCents(parts.toReversed()).parts;
        for (const { key, cents } of backward) expect(cents).toBe(forward.get(key));
      }),
    );
  });
});

describe("apportioned with other decimals", () => {
  test("amounts come back with exactly that many decimals", () => {
    const parts = [
      { key: "a", amount: "0.00015" },
      { key: "b", amount: "0.00025" },
    ];
    expect(apportion(parts, 4)).toEqual({
      total: "0.0004",
      parts: [
        { key: "a", amount: "0.0002" },
        { key: "b", amount: "0.0002" },
      ],
    });
  });

  test("every number of decimals sums to the rounded total", () => {
    fc.assert(
      fc.property(fc.array(part), fc.integer({ min: 0, max: 12 }), (parts, decimals) => {
        const sum = add(...parts.map(({ amount }) => amount));
        const { total, parts: rounded } = apportion(parts, decimals);
        expect(total).toBe(roundTo(sum, decimals));
        expect(toUnits(add(...rounded.map(({ amount }) => amount)))).toBe(toUnits(total));
      }),
    );
  });
});
