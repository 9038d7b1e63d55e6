import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromUnits, roundTo, toUnits } from "./decimal";
import { formatMoney, viewDecimals } from "./money-format";

describe("formatted money", () => {
  test("reads as people in the United States write it", () => {
    expect(formatMoney("93532.955", { currency: "USD" })).toBe("$93,532.96");
    expect(formatMoney("-3.1", { currency: "USD" })).toBe("-$3.10");
    expect(formatMoney("0", { currency: "USD" })).toBe("$0.00");
  });

  test("takes another currency, locale, number of decimals and sign", () => {
    expect(formatMoney("1234.5", { currency: "EUR", locale: "de-DE" })).toBe("1.234,50\u00a0€");
    expect(formatMoney("1234.5", { currency: "JPY", decimals: 0 })).toBe("¥1,234");
    expect(formatMoney("2", { currency: "USD", sign: "always" })).toBe("+$2.00");
  });

  test("never shows a negative zero", () => {
    expect(formatMoney("-0.001", { currency: "USD", decimals: 2 })).toBe("$0.00");
  });

  test("keeps every digit where a double would not", () => {
    expect(formatMoney("123456789012345678.123456789012", { currency: "USD", decimals: 12 })).toBe(
      "$123,456,789,012,345,678.123456789012",
    );
  });

  test("refuses an unknown currency form and a bad amount", () => {
    expect(() => formatMoney("1", { currency: "dollars" })).toThrow(RangeError);
    expect(() => formatMoney("1e3", { currency: "USD" })).toThrow(RangeError);
  });

  test("shows the digits of the half-even rounding, whatever the amount", () => {
    const units = fc.bigInt({ min: -(10n ** 32n), max: 10n ** 32n });
    fc.assert(
      fc.property(units, fc.integer({ min: 0, max: 12 }), (value, decimals) => {
        const amount = fromUnits(value);
        const shown = formatMoney(amount, { currency: "USD", decimals }).replaceAll(/[$,]/g, "");
        expect(shown).toBe(roundTo(amount, decimals));
      }),
    );
  });

  test("many kinds of formatters do not change the result", () => {
    for (let round = 0; round < 2; round++) {
      for (let decimals = 0; decimals <= 12; decimals++) {
        for (const locale of ["en-US", "de-DE", "fr-FR", "ja-JP", "en-GB", "hi-IN", "sv-SE", "it-IT", "pl-PL"]) {
          expect(formatMoney("1", { currency: "USD", decimals, locale })).toContain("1");
        }
      }
    }
  });
});

describe("the decimals of a view", () => {
  test.each([
    ["0", 2],
    ["1", 2],
    ["-93532.96", 2],
    ["0.999", 2],
    ["0.5", 2],
    ["0.05", 3],
    ["-0.0042", 4],
    ["0.00042", 5],
    ["0.000042", 6],
    ["0.000000000001", 6],
  ])("%s shows %s", (total, decimals) => {
    expect(viewDecimals(total)).toBe(decimals);
  });

  test("show two significant digits of anything from 0.00001 up", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 10n ** 7n, max: 10n ** 12n - 1n }), (units) => {
        const total = fromUnits(units);
        expect(toUnits(roundTo(total, viewDecimals(total))).toString().length).toBeGreaterThanOrEqual(8);
        expect(roundTo(total, viewDecimals(total)).replace(/^0\.0*/, "").length).toBeGreaterThanOrEqual(2);
      }),
    );
  });
});
