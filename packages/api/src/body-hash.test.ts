import { expect, test } from "vitest";
import { bodyHash } from "./body-hash";

test("the order of fields does not matter, and a field without a value is none", () => {
  expect(bodyHash({ a: 1, b: { c: 2, d: 3 } })).toBe(bodyHash({ b: { d: 3, c: 2 }, e: undefined, a: 1 }));
});

test.each([
  [{ v: { x: 1 } }, { v: [["x", 1]] }],
  [{ v: [1, 2] }, { v: [2, 1] }],
  [{ v: "1" }, { v: 1 }],
  [{ v: null }, {}],
])("%j and %j are two requests", (a, b) => {
  expect(bodyHash(a)).not.toBe(bodyHash(b));
});
