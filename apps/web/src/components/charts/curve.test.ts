import { expect, test } from "vitest";
import { costCurve, isShort } from "./curve";

const run = (start: string, end: string | null) => ({ start, end, unitPrice: "3", gpuCount: 2 });
const at = (time: string) => `2026-11-20T${time}:00.000Z`;

test("the curve of a paused job is flat in the pause and ends at its exact cost", () => {
  const points = costCurve([run(at("10:00"), at("11:00")), run(at("12:00"), at("12:30"))], at("20:00"));
  const amountAt = (time: string) => points.find((point) => point.at === Date.parse(at(time)))?.amount;
  expect(amountAt("10:00")).toBe("0");
  expect(amountAt("11:00")).toBe("6");
  expect(amountAt("12:00")).toBe("6");
  expect(points.at(-1)).toEqual({ at: Date.parse(at("12:30")), amount: "9" });
});

test("the curve of a running job ends now, that of a waiting one is empty", () => {
  expect(costCurve([run(at("10:00"), null)], at("10:10")).at(-1)).toEqual({ at: Date.parse(at("10:10")), amount: "1" });
  expect(costCurve([], at("10:00"))).toEqual([]);
});

test("a curve of less than ten minutes needs seconds", () => {
  expect([isShort(599_999), isShort(600_000)]).toEqual([true, false]);
});
