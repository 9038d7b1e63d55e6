import { expect, test } from "vitest";
import { costsHref, freeOf, periodWords } from "./words";

const march = {
  label: "March 2026",
  start: "2026-02-28T23:00:00.000Z",
  end: "2026-03-31T22:00:00.000Z",
  timeZone: "Europe/Berlin",
};

test("a period is told with its first and last day in its own zone", () => {
  expect(periodWords(march)).toBe("March 2026 (Mar 1 – 31, 2026, Europe/Berlin)");
});

test("the costs of a period are its days in its zone, of a project by project", () => {
  expect(costsHref({ project: null }, march)).toBe("/costs?from=2026-03-01&to=2026-03-31&timeZone=Europe%2FBerlin");
  expect(costsHref({ project: "a & b" }, march)).toBe(
    "/costs?from=2026-03-01&to=2026-03-31&timeZone=Europe%2FBerlin&groupBy=project&project=a+%26+b",
  );
});

test("what is reserved is not free, and less than nothing is said as it is", () => {
  expect(freeOf({ amount: "100", spent: "60.5", reserved: "20" })).toBe("19.5");
  expect(freeOf({ amount: "100", spent: "90", reserved: "20" })).toBe("-10");
});
