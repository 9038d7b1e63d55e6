import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  add,
  compare,
  divideFloor,
  divideHalfEven,
  fixed,
  fromUnits,
  isZero,
  negate,
  ratio,
  roundTo,
  stepUnits,
  subtract,
  toCents,
  toUnits,
} from "./decimal";

const units = fc.bigInt({ min: -(10n ** 36n), max: 10n ** 36n });
const amount = units.map(fromUnits);

describe("reading and writing", () => {
  test.each([
    ["0", 0n],
    ["-0", 0n],
    ["-0.0", 0n],
    ["1", 1_000_000_000_000n],
    ["007.50", 7_500_000_000_000n],
    ["-0.000000000001", -1n],
    ["999999999999999999.999999999999", 999999999999999999999999999999n],
  ])("%s is %s units", (text, expected) => {
    expect(toUnits(text)).toBe(expected);
  });

  test.each([
    "",
    " 1",
    "1 ",
    "1\n",
    "+1",
    ".5",
    "1.",
    "1e3",
    "1E-7",
    "0x10",
    "1,000",
    "NaN",
    "--1",
    "٣",
    "1.0000000000001",
  ])("%j is refused", (text) => {
    expect(() => toUnits(text)).toThrow(RangeError);
  });

  test.each([
    [0n, "0"],
    [1n, "0.000000000001"],
    [-1_500_000_000_000n, "-1.5"],
    [100_000_000_000_000n, "100"],
    [10n ** 30n, "1000000000000000000"],
  ])("%s units are written %s", (value, text) => {
    expect(fromUnits(value)).toBe(text);
  });

  test("units survive the trip, and the text is canonical", () => {
    fc.assert(
      fc.property(units, (value) => {
        const text = fromUnits(value);
        expect(toUnits(text)).toBe(value);
        expect(text).toMatch(/^(0|-?(?!0$|0\.0*$)(0|[1-9]\d*)(\.\d*[1-9])?)$/);
      }),
    );
  });

  test("the error names the text and not all of a long one", () => {
    expect(() => toUnits("x".repeat(10_000))).toThrow(/^Not a plain decimal.{0,120}$/);
  });

  test("a fixed number of decimals is kept", () => {
    expect([fixed(150n, 2), fixed(-5n, 2), fixed(-7n, 0), fixed(0n, 3)]).toEqual(["1.50", "-0.05", "-7", "0.000"]);
  });
});

describe("arithmetic", () => {
  test("0.1 and 0.2 are 0.3, and nothing is zero", () => {
    expect(add("0.1", "0.2")).toBe("0.3");
    expect(add()).toBe("0");
    expect(subtract("0.3", "0.1")).toBe("0.2");
    expect(negate("0")).toBe("0");
    expect(negate("1.50")).toBe("-1.5");
  });

  test("order is by value, not by text", () => {
    expect([compare("10", "9"), compare("1.0", "1"), compare("-10", "-9")]).toEqual([1, 0, -1]);
    expect([isZero("0.000"), isZero("-0"), isZero("0.000000000001")]).toEqual([true, true, false]);
  });

  test("sums do not depend on order, and subtracting undoes adding", () => {
    fc.assert(
      fc.property(fc.array(amount), amount, (amounts, one) => {
        expect(add(...amounts)).toBe(add(...amounts.toReversed()));
        expect(subtract(add(...amounts, one), one)).toBe(add(...amounts));
        expect(add(one, negate(one))).toBe("0");
      }),
    );
  });

  test("the change ratio is a share of the earlier amount", () => {
    expect(ratio("150", "100")).toBe(0.5);
    expect(ratio("0", "80")).toBe(-1);
    expect(ratio("0.3", "0.1")).toBe(2);
    expect(ratio("5", "0")).toBeNull();
    expect(Object.is(ratio("-7", "-7.0"), 0)).toBe(true);
  });
});

describe("rounding", () => {
  test.each([
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [-5n, 2n, -2n],
    [-7n, 2n, -4n],
    [1n, 2n, 0n],
    [-1n, 2n, 0n],
    [5n, -2n, -2n],
    [10n, 3n, 3n],
    [11n, 3n, 4n],
    [-11n, 3n, -4n],
  ])("%s / %s is %s", (numerator, denominator, expected) => {
    expect(divideHalfEven(numerator, denominator)).toBe(expected);
  });

  test("dividing by zero throws", () => {
    expect(() => divideHalfEven(1n, 0n)).toThrow(RangeError);
  });

  test("is never off by more than a half, a half goes to even, and the sign is symmetric", () => {
    const divisor = fc.oneof(fc.bigInt({ min: 1n, max: 12n }), fc.bigInt({ min: 1n, max: 10n ** 20n }));
    fc.assert(
      fc.property(units, divisor, (numerator, denominator) => {
        const rounded = divideHalfEven(numerator, denominator);
        const twice = 2n * (numerator - rounded * denominator);
        expect(twice <= denominator && -twice <= denominator).toBe(true);
        if (twice === denominator || -twice === denominator) expect(rounded % 2n).toBe(0n);
        expect(divideHalfEven(-numerator, denominator)).toBe(-rounded);
        const floor = divideFloor(numerator, denominator);
        expect(floor * denominator <= numerator && numerator < (floor + 1n) * denominator).toBe(true);
      }),
    );
  });

  test("cents are half-even", () => {
    expect(["0.005", "0.015", "0.025", "-0.015", "-0.025", "93532.9550000001"].map(toCents)).toEqual([
      0n,
      2n,
      2n,
      -2n,
      -2n,
      9353296n,
    ]);
  });

  test("a rounded amount shows exactly the decimals asked for", () => {
    expect([roundTo("93532.955", 2), roundTo("2.5", 0), roundTo("1", 12), roundTo("-0.001", 2)]).toEqual([
      "93532.96",
      "2",
      "1.000000000000",
      "0.00",
    ]);
    for (const decimals of [-1, 13, 1.5, Number.NaN]) expect(() => stepUnits(decimals)).toThrow(RangeError);
  });
});
