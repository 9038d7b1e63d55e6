import { expect, test } from "vitest";
import { changeWords } from "./change-words";

const BEFORE = "the 31 days before";

test("a change is a signed percentage, and words for those who hear it", () => {
  expect(changeWords(0.125, BEFORE)).toEqual({
    direction: "up",
    size: "+12.5%",
    rest: "against the 31 days before",
    spoken: "up 12.5% against the 31 days before",
  });
  expect(changeWords(-0.5, BEFORE)).toMatchObject({ direction: "down", size: "−50%" });
  expect(changeWords(0.0001, BEFORE)).toMatchObject({ size: "0%", spoken: "unchanged against the 31 days before" });
});

test("above 1,000% it says how many times what was before", () => {
  expect(changeWords(10, BEFORE).size).toBe("+1,000%");
  expect(changeWords(126.4, BEFORE)).toEqual({
    direction: "up",
    size: "127 times",
    rest: "the 31 days before",
    spoken: "up, 127 times the 31 days before",
  });
});
