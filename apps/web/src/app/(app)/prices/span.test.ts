import { expect, test } from "vitest";
import { spanOf } from "./span";

test("runs from the start of the first local day to the end of the last, across a change of the clocks", () => {
  expect(spanOf(["2026-03-28", "2026-03-29"], "Europe/Berlin")).toEqual({
    from: "2026-03-27T23:00:00.000Z",
    to: "2026-03-29T22:00:00.000Z",
  });
  expect(spanOf(["2026-03-29", "2026-03-29"], "UTC")).toEqual({
    from: "2026-03-29T00:00:00.000Z",
    to: "2026-03-30T00:00:00.000Z",
  });
  expect(spanOf(["2026-03-29", null], "UTC")).toEqual({ from: "2026-03-29T00:00:00.000Z" });
  expect(spanOf([null, null], "UTC")).toEqual({});
});
