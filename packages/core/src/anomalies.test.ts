import { expect, test } from "vitest";
import { LEAST_JOBS, LEAST_UNUSUAL, unusual } from "./anomalies";
import { toUnits } from "./decimal";

const dollars = (...amounts: number[]) => amounts.map((amount) => toUnits(`${amount}`));
const usual = dollars(8, 9, 9, 10, 10, 10, 11, 11, 12, 13);
const told = (amount: number, samples = usual) => unusual(toUnits(`${amount}`), samples, LEAST_JOBS);

test("what is far outside the samples is unusual, and how far is said", () => {
  expect(told(100)).toEqual({ median: toUnits("10"), bound: toUnits("18.8956"), samples: 10 });
  expect(told(25)).toBeDefined();
});

test("a normal spread, a small amount, too few samples, and what was seen twice are not", () => {
  expect(told(18)).toBeUndefined();
  expect(unusual(toUnits(LEAST_UNUSUAL) - 1n, dollars(...Array.from({ length: 20 }, () => 0.01)), 10)).toBeUndefined();
  expect(told(1000, usual.slice(1))).toBeUndefined();
  expect(told(1000, [...usual.slice(1), 0n, 0n])).toBeUndefined();
  expect(told(100, [...usual, ...dollars(100)])).toBeDefined();
  expect(told(100, [...usual, ...dollars(67, 90)])).toBeUndefined();
  expect(told(100, [...usual, ...dollars(60, 66)])).toBeDefined();
});
