import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainDecimal } from "./decimal-notation";

describe("a number of a file", () => {
  test.each([
    ["0", "0"],
    ["-0.000", "0"],
    ["007", "7"],
    ["0.00000080000", "0.0000008"],
    ["-2.61370000000", "-2.6137"],
    ["1E3", "1000"],
    ["1.5e+2", "150"],
    ["-1.5E-3", "-0.0015"],
    ["35.2E-7", "0.00000352"],
    ["123456E-3", "123.456"],
    [".5", "0.5"],
    ["5.", "5"],
    ["0E-40", "0"],
  ])("%s is %s", (text, plain) => {
    expect(plainDecimal(text)).toBe(plain);
  });

  test.each(["", "-", ".", "E5", "+1", "1,000", "1 000", "0x10", "NaN", "Infinity", "1E", "1E1000", "$1", "1.2.3"])(
    "%j is none",
    (text) => {
      expect(plainDecimal(text)).toBeUndefined();
    },
  );

  test("is the same with every exponent", () => {
    const parts = fc.tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: -25, max: 25 }));
    fc.assert(
      fc.property(parts, ([digits, exponent]) => {
        const shifted = plainDecimal(`${digits}E${exponent}`) ?? "";
        return plainDecimal(`${shifted}E${-exponent}`) === digits.toString();
      }),
    );
  });
});
