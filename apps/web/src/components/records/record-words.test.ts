import { expect, test } from "vitest";
import { quantityWords } from "./record-words";

const words = (quantity: string | null, unit: string | null, correctsId: string | null = null) =>
  quantityWords({ quantity, unit, correctsId });

test("says how much was used in the unit people count in", () => {
  expect(words("3600.000", "gpu_second")).toBe("1 GPU-hour");
  expect(words("5400", "gpu_second")).toBe("1.5 GPU-hours");
  expect(words("0.25", "gb_month")).toBe("0.25 GB-months");
  expect(words("12", "images")).toBe("12 images");
  expect(words("12", null)).toBe("12");
  expect(words(null, null)).toBeNull();
});

test("says nothing of a correction that changes an amount and no usage", () => {
  expect(words("0", "gpu_second", "r")).toBeNull();
  expect(words("0.000000000000", "gb_month", "r")).toBeNull();
  expect(words("-1800", "gpu_second", "r")).toBe("-0.5 GPU-hours");
  expect(words("0", "gpu_second")).toBe("0 GPU-hours");
});
