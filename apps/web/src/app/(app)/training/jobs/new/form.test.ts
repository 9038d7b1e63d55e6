import { describe, expect, test } from "vitest";
import { complaintsOf, isOverBudget } from "./complaints";
import { EMPTY_JOB, presetValues, toCreateJob, toEstimate } from "./form";

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

  test("complains about GPU type, count and hours that were cleared: the preset's are not taken silently", () => {
    expect(toCreateJob({ ...EMPTY_JOB, gpuType: " ", gpuCount: "", estimatedHours: "" })).toEqual({
      errors: {
        gpuType: "Must not be empty.",
        gpuCount: "Must not be empty.",
        estimatedHours: "Must not be empty.",
      },
    });
    expect(toCreateJob({ ...EMPTY_JOB, gpuType: "", unitPrice: "cheap" })).toEqual({
      errors: { gpuType: "Must not be empty.", unitPrice: "Must be an amount like 12.50." },
    });
  });

  test("asks for no estimate before it has what one needs", () => {
    expect(toEstimate({ ...EMPTY_JOB, gpuCount: "" })).toBeUndefined();
    const spot = { provider: "nebius", purchaseOption: "spot" };
    expect(toEstimate({ ...EMPTY_JOB, ...spot, region: " " })).toEqual({ ...toEstimate(EMPTY_JOB), ...spot });
  });

  test("asks with everything that tells which past jobs teach, and with a price of one's own", () => {
    expect(toEstimate({ ...EMPTY_JOB, project: " p ", baseModel: "llama", name: "n", unitPrice: "0.10" })).toEqual({
      ...presetValues("balanced"),
      project: "p",
      baseModel: "llama",
      unitPrice: "0.1",
    });
    expect(toEstimate({ ...EMPTY_JOB, unitPrice: "-1" })).toBeUndefined();
  });

  test("puts what the server refused on its field", () => {
    const near = 'No price is known for "x". Did you mean "XY"?';
    const refused = { data: { fields: [{ field: "gpuType", message: `${near} Give unitPrice (per GPU-hour).` }] } };
    expect(complaintsOf(refused)).toEqual({
      gpuType: `${near} Or give your own price per GPU-hour.`,
    });
    expect(complaintsOf({ data: null })).toEqual({});
  });

  test("tells a full budget from a key that was used before", () => {
    expect(isOverBudget({ data: { reason: "BUDGET_EXCEEDED" } })).toBe(true);
    expect(isOverBudget({ data: { reason: "CONFLICT" } })).toBe(false);
    expect(isOverBudget({ data: null })).toBe(false);
  });
});
