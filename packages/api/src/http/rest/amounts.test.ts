import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { amountsIn } from "./amounts";

const amount = (json: string) => amountsIn(json).get("amount");

describe("an amount that was written as a number", () => {
  test.each([
    ["2.49", "2.49"],
    ["0", "0"],
    ["-0", "0"],
    ["-1.5", "-1.5"],
    ["1e-7", "0.0000001"],
    ["1E-12", "0.000000000001"],
    ["123456789.123456789012", "123456789.123456789012"],
    ["0.10000000000000000001", "0.10000000000000000001"],
    ["9007199254740993", "9007199254740993"],
    ["1e400", "1e400"],
  ])("%s is read as %s", (written, decimal) => {
    expect(amount(`{"amount":${written}}`)).toBe(decimal);
  });

  test("is found whatever stands around it, and only at the top", () => {
    expect(amount('{ "a" : {"amount":1}, "b":["amount",2], "c":"\\"amount\\":3", "amount"\n:\t4 , "d":5}')).toBe("4");
    expect(amount('{"am\\u006funt":7}')).toBe("7");
    expect(amountsIn('{"unit_price":1,"other":2}')).toEqual(new Map([["unit_price", "1"]]));
    for (const json of [
      '{"a":{"amount":1}}',
      '["amount",1]',
      '{"a":"amount","b":1}',
      '{"amount":"1"}',
      '{"amount":[1]}',
    ])
      expect(amount(json)).toBeUndefined();
  });

  test("counts as it was written last", () => {
    expect(amount('{"amount":1,"amount":2}')).toBe("2");
    expect(amount('{"amount":1,"amount":"2"}')).toBeUndefined();
    expect(amount('{"amount":1,"amount":null}')).toBeUndefined();
    expect(amount('{"amount":1,"amount":{"amount":2}}')).toBeUndefined();
  });

  test("is the one that JSON.parse finds, in any object", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("amount", "x", '"amount":'), fc.jsonValue()),
        fc.integer(),
        (given, own) => {
          const object = { ...given, amount: own };
          expect(amount(JSON.stringify(object, null, 1))).toBe(String(own));
        },
      ),
    );
  });
});
