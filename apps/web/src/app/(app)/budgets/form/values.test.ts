import { describe, expect, test } from "vitest";
import { withTyped } from "./thresholds";
import { complaintsOf, NEW_BUDGET, toCreate, toUpdate } from "./values";

const ID = "00000000-0000-4000-8000-000000000000";
const FILLED = { ...NEW_BUDGET, name: " Training ", amount: " 500.50 " };

describe("the form of a budget", () => {
  test("asks for what was filled in, trimmed, everything when no project is chosen", () => {
    expect(toCreate({ ...FILLED, project: "left behind" })).toEqual({
      budget: {
        name: "Training",
        amount: "500.5",
        period: "month",
        thresholds: [50, 80, 100],
        forecastAlert: true,
        blockNewJobs: false,
      },
    });
    expect(toCreate({ ...FILLED, scope: "project", project: "vision" })).toMatchObject({
      budget: { project: "vision" },
    });
  });

  test("takes a threshold that was typed but not added", () => {
    expect(toCreate({ ...FILLED, threshold: "90 %" })).toMatchObject({ budget: { thresholds: [50, 80, 90, 100] } });
  });

  test("complains about every wrong field at once, in its own words", () => {
    expect(toCreate({ ...FILLED, name: " ", amount: "1,000", scope: "project", threshold: "0" })).toEqual({
      errors: {
        name: "Must not be empty.",
        amount: "Must be an amount like 500 or 12.50.",
        project: "Must not be empty.",
        threshold: "Must be at least 1.",
      },
    });
    expect(toCreate({ ...FILLED, amount: "0", thresholds: [] })).toEqual({
      errors: { amount: "Must be above 0.", threshold: "Give at least one threshold." },
    });
  });

  test("a change never sends period and project: they stay", () => {
    expect(toUpdate(ID, { ...FILLED, scope: "project", project: "vision" })).toEqual({
      change: {
        id: ID,
        name: "Training",
        amount: "500.5",
        thresholds: [50, 80, 100],
        forecastAlert: true,
        blockNewJobs: false,
      },
    });
  });

  test("what the server refuses comes to the field it is about", () => {
    const refused = [
      { field: "thresholds.3", message: "Must be at most 1,000." },
      { field: "name", message: "Taken." },
      { field: "name", message: "Second word." },
    ];
    expect(complaintsOf(refused)).toEqual({ threshold: "Must be at most 1,000.", name: "Taken." });
  });
});

describe("a threshold that is typed", () => {
  test.each(["9.5", "-5", "ninety", "1e2"])("%s is no whole number", (typed) =>
    expect(withTyped([], typed)).toEqual({ complaint: "Must be a whole number of percent, like 90." }),
  );

  test("stands in its order, once", () => {
    expect(withTyped([50, 100], "80%")).toEqual({ thresholds: [50, 80, 100] });
    expect(withTyped([50, 100], "050")).toEqual({ complaint: "50% is there already." });
    expect(withTyped([50], "  ")).toEqual({ thresholds: [50] });
  });

  test("has bounds, and at most nine beside it", () => {
    expect(withTyped([], "1001")).toEqual({ complaint: "Must be at most 1,000." });
    expect(withTyped([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "11")).toEqual({ complaint: "At most 10 thresholds." });
  });
});
