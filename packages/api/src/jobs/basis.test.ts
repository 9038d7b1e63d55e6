import { expect, test } from "vitest";
import { basisOf } from "./basis";

test("a plan of one hour is one hour, any other is hours", () => {
  expect(basisOf(1, undefined, 0n)).toMatch(/^1 planned hour;/);
  expect(basisOf(0.5, undefined, 0n)).toMatch(/^0.5 planned hours;/);
  expect(basisOf(12, undefined, 0n)).toMatch(/^12 planned hours;/);
});
