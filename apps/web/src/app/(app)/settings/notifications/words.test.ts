import { expect, test } from "vitest";
import { quietWords } from "./words";

const words = (from: string, to: string) => quietWords({ from, to }, "Europe/Berlin");

test("quiet hours are told as they will be", () => {
  expect(words("13:00", "14:30")).toContain("from 13:00 to 14:30, Europe/Berlin time");
  expect(words("22:00", "07:00")).toContain("from 22:00 to 07:00 the next day");
  expect(words("22:00", "22:00")).toBe("The same time twice is never quiet.");
  expect(words("", "07:00")).toBe("Desktop notifications may come at any time.");
});
