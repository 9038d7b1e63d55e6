import { expect, test } from "vitest";
import { rowsOf } from "./rows";

const parts = Array.from({ length: 20 }, (_, index) => ({ key: index === 0 ? "other" : `part ${index}` }));

test("the fifteen largest parts come first, all of them when asked for", () => {
  expect(rowsOf(parts, "project", false)).toEqual(parts.slice(0, 15));
  expect(rowsOf(parts, "project", true)).toEqual(parts);
});

test("by job the small ones that were folded into one come last, however large they are together", () => {
  expect(rowsOf(parts, "job", false)).toEqual(parts.slice(1, 16));
  expect(rowsOf(parts, "job", true)).toEqual([...parts.slice(1), { key: "other" }]);
});
