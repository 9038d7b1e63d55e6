import { expect, test } from "vitest";
import { averageOf } from "./average";

test("an average counts the elapsed part of a window alone", () => {
  const range = { from: "2026-11-01T00:00:00.000Z", to: "2026-12-01T00:00:00.000Z" };
  expect(averageOf("10", range, "2026-11-05T00:00:00.000Z")).toEqual({ amount: "2.5", per: "day" });
  expect(averageOf("10", range, "2026-12-09T00:00:00.000Z")).toEqual({ amount: "0.333333333333", per: "day" });
});

test("a window of less than two days is averaged by the hour, one that has not begun not at all", () => {
  const range = { from: "2026-11-01T00:00:00.000Z", to: "2026-11-01T06:00:00.000Z" };
  expect(averageOf("9", range, "2026-11-01T06:00:00.000Z")).toEqual({ amount: "1.5", per: "hour" });
  expect(averageOf("0", range, "2026-10-31T00:00:00.000Z")).toBeNull();
});
