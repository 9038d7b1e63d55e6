import { expect, test } from "vitest";
import { leastShown, nameOf, sizeWords } from "./file-words";

test("a size is told in the units that are billed", () => {
  expect([0, 999, 1000, 12_345_678_901, 2e12].map(sizeWords)).toEqual([
    "0 bytes",
    "999 bytes",
    "1 kB",
    "12.3 GB",
    "2 TB",
  ]);
});

test("a file is called by its name, its address or its job", () => {
  const file = { name: null, url: null, jobName: null };
  expect(nameOf({ ...file, name: "corpus", url: "s3://b/x" })).toBe("corpus");
  expect(nameOf({ ...file, url: "https://m.example.test/a/adapter.safetensors?v=2" })).toBe("adapter.safetensors");
  expect(nameOf({ ...file, jobName: "nightly" })).toBe("Model of nightly");
  expect(nameOf(file)).toBe("Unnamed file");
});

test("the least that can be shown goes with the decimals", () => {
  expect([leastShown(2), leastShown(4), leastShown(0)]).toEqual(["0.01", "0.0001", "1"]);
});
