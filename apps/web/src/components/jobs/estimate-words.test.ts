import { expect, test } from "vitest";
import { errorWords, placeOn, placeWords, rangeWords, trackWords } from "./estimate-words";

const range = { low: "1", expected: "2", high: "4" };

test("a range says between what", () => {
  expect(rangeWords(range, { currency: "USD", decimals: 2 })).toBe("$1.00 to $4.00");
});

test("a cost is placed against its range, and one that still grows is not judged too early", () => {
  expect(["0.5", "1", "4", "4.01"].map((actual) => placeWords(range, actual, true))).toEqual([
    "Below the range",
    "Within the range",
    "Within the range",
    "Above the range",
  ]);
  expect(["0.5", "1", "4.01"].map((actual) => placeWords(range, actual, false))).toEqual([
    "Not yet in the range",
    "Within the range so far",
    "Above the range already",
  ]);
});

test("an error is told with its direction, and its average without", () => {
  expect([errorWords(-0.12), errorWords(0.5), errorWords(0.001)]).toEqual([
    "12% less than expected",
    "50% more than expected",
    "As expected",
  ]);
  expect(trackWords({ gpuType: "L40S", jobs: 1, mean: 0.234 })).toBe(
    "Your estimates for L40S were off by 23% on average (1 job)",
  );
});

test("a place on the scale stays on it", () => {
  expect([placeOn("1", "4"), placeOn("9", "4"), placeOn("-1", "4"), placeOn("1", "0")]).toEqual([25, 100, 0, 0]);
});
