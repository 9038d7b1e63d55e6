import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromUnits } from "./decimal";
import { MoneyInput, NonNegativeMoney } from "./money-schema";

const messagesOf = (input: unknown): string[] =>
  MoneyInput.safeParse(input).error?.issues.map((issue) => issue.message) ?? [];

describe("an amount from outside", () => {
  test.each([
    ["12.50", "12.5"],
    ["-0", "0"],
    ["-0.000", "0"],
    ["007", "7"],
    ["-3.100000000000", "-3.1"],
    ["999999999.999999999999", "999999999.999999999999"],
  ])("%s becomes %s", (text, canonical) => {
    expect(MoneyInput.parse(text)).toBe(canonical);
  });

  test.each(["", "1e3", "1,5", ".5", "5.", "+5", " 5", "NaN", "Infinity", "1".repeat(100_000)])(
    "%.20j is no plain decimal",
    (text) => {
      expect(messagesOf(text)).toEqual(['The amount must be a plain decimal in a string, like "12.50".']);
    },
  );

  test("a number, null or nothing is refused: only strings are exact", () => {
    for (const input of [12.5, null, undefined, 5n, ["1"]]) expect(messagesOf(input)).toHaveLength(1);
  });

  test("too many decimals and too large a size have a message of their own", () => {
    expect(messagesOf("0.0000000000001")).toEqual(["The amount must have at most 12 decimals."]);
    expect(messagesOf("1000000000")).toEqual(["The amount must be below 1000000000 in size."]);
    expect(messagesOf("-1000000000.0")).toEqual(["The amount must be below 1000000000 in size."]);
  });

  test("every amount below the limit is taken and is canonical", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n - 10n ** 21n, max: 10n ** 21n - 1n }), (units) => {
        expect(MoneyInput.parse(fromUnits(units))).toBe(fromUnits(units));
      }),
    );
  });
});

describe("an amount that may not be negative", () => {
  test("takes zero in any spelling and refuses less, with one clear message", () => {
    expect(NonNegativeMoney.parse("-0.00")).toBe("0");
    expect(NonNegativeMoney.parse("4.20")).toBe("4.2");
    expect(NonNegativeMoney.safeParse("-0.01").error?.issues.map(({ message }) => message)).toEqual([
      "The amount must not be negative.",
    ]);
    expect(NonNegativeMoney.safeParse("abc").error?.issues).toHaveLength(1);
  });
});
