import { expect, test } from "vitest";
import { outcomeWords } from "./outcome-words";

const words = (corrected: number, difference: string) => outcomeWords({ corrected, difference }, "USD");

test("says how much was corrected, and which way", () => {
  expect(words(0, "0")).toContain("Nothing");
  expect(words(1, "3.2")).toBe("1 correction was booked; your costs come to $3.20 more than before.");
  expect(words(1200, "-35.866666666667")).toBe(
    "1,200 corrections were booked; your costs come to $35.87 less than before.",
  );
  expect(words(2, "0")).toContain("the same");
});
