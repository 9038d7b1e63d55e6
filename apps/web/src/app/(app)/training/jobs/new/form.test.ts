import { describe, expect, test } from "vitest";
import { complaintsOf, isOverBudget } from "./complaints";
import { EMPTY_JOB, presetValues, toCreateJob, toEstimate } from "./form";
import { atOwnPrice } from "./own-price";

const conflict = (message: string) => ({ data: { code: "CONFLICT" }, message });

describe("the form of a new job", () => {
  test("sends what was filled in and leaves the rest to the server", () => {
    expect(toCreateJob({ ...EMPTY_JOB, name: "  nightly ", unitPrice: "2.50" })).toEqual({
      job: { ...presetValues("balanced"), name: "nightly", unitPrice: "2.5" },
    });
  });

  test("complains about each wrong field in its own words", () => {
    const result = toCreateJob({ ...EMPTY_JOB, gpuCount: 1.5, unitPrice: "cheap" });
    expect(result).toEqual({
      errors: { gpuCount: "Must be a whole number.", unitPrice: "Must be an amount like 12.50." },
    });
  });

  test("asks for no estimate before it has what one needs", () => {
    expect(toEstimate({ ...EMPTY_JOB, gpuCount: "" })).toBeUndefined();
    expect(toEstimate({ ...EMPTY_JOB, provider: "nebius" })).toMatchObject({ provider: "nebius", gpuCount: 1 });
  });

  test("computes an own price exactly", () => {
    const plan = { gpuType: "x", gpuCount: 3, estimatedHours: 0.5 };
    expect(atOwnPrice("0.1", plan)).toEqual({ unitPrice: "0.1", expected: "0.15" });
    expect(atOwnPrice("-1", plan)).toBeUndefined();
  });

  test("puts what the server refused on its field", () => {
    const refused = { data: { fields: [{ field: "gpuType", message: 'No price is known for "x". Give unitPrice.' }] } };
    expect(complaintsOf(refused)).toEqual({
      gpuType: "No price is known for this GPU. Give your own price per GPU-hour.",
    });
    expect(complaintsOf({ data: null })).toEqual({});
  });

  test("tells a full budget from a key that was used before", () => {
    expect(isOverBudget(conflict('The budget "Training" has no room for this job.'))).toBe(true);
    expect(isOverBudget(conflict("This idempotency key was used for another request."))).toBe(false);
    expect(isOverBudget({ data: null, message: "The budget server could not be reached." })).toBe(false);
  });
});
