import { describe, expect, test } from "vitest";
import { complaintsOf } from "./complaints";
import { EMPTY_JOB, presetValues, toCreateJob, toEstimate } from "./form";
import { atOwnPrice } from "./own-price";

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
    const spot = { provider: "nebius", purchaseOption: "spot" };
    expect(toEstimate({ ...EMPTY_JOB, ...spot, region: " " })).toEqual({ ...toEstimate(EMPTY_JOB), ...spot });
  });

  test("computes an own price exactly", () => {
    const plan = { gpuType: "x", gpuCount: 3, estimatedHours: 0.5 };
    expect(atOwnPrice("0.1", plan)).toEqual({ unitPrice: "0.1", expected: "0.15" });
    expect(atOwnPrice("-1", plan)).toBeUndefined();
  });

  test("puts what the server refused on its field", () => {
    const near = 'No price is known for "x". Did you mean "XY"?';
    const refused = { data: { fields: [{ field: "gpuType", message: `${near} Give unitPrice (per GPU-hour).` }] } };
    expect(complaintsOf(refused)).toEqual({
      gpuType: `${near} Or give your own price per GPU-hour.`,
    });
    expect(complaintsOf({ data: null })).toEqual({});
  });
});
