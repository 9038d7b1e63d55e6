import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonNumber, toRestJson } from "./json";
import { camel, snake } from "./words";

describe("what REST writes", () => {
  test("has names in snake_case at every depth, but not inside what is the caller's own", () => {
    const job = {
      gpuType: "L40S",
      runs: [{ gpuCount: 2 }],
      metadata: { myName: { andThis: 1 } },
      details: { aB: 1 },
      events: [{ eventId: "1", body: { totalSteps: 5 } }],
    };
    expect(JSON.parse(toRestJson(job))).toEqual({
      gpu_type: "L40S",
      runs: [{ gpu_count: 2 }],
      metadata: { myName: { andThis: 1 } },
      details: { aB: 1 },
      events: [{ event_id: "1", body: { totalSteps: 5 } }],
    });
  });

  test("is what JSON.stringify writes, where no name has capitals", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const lower = JSON.parse(JSON.stringify(value).replace(/[A-Z]/g, "x")) as unknown;
        expect(JSON.parse(toRestJson({ value: lower }))).toEqual({ value: lower });
      }),
    );
  });

  test("leaves out what is undefined, and keeps null", () => {
    expect(toRestJson({ a: undefined, b: null, c: [undefined] })).toBe('{"b":null,"c":[null]}');
  });

  test("keeps every digit of an amount", () => {
    expect(toRestJson({ amount: jsonNumber("123456789.123456789012") })).toBe('{"amount":123456789.123456789012}');
    expect(() => jsonNumber("NaN")).toThrow(RangeError);
    expect(() => jsonNumber('1,"x":2')).toThrow(RangeError);
  });
});

test("names go over and come back, and REST has no other spelling", () => {
  for (const name of ["id", "gpuType", "estimatedTotalCost", "at"]) expect(camel(snake(name))).toBe(name);
  for (const name of ["gpuType", "GPU", "_id", "a__b", "a_", "a-b", "", "__proto__", "a.b"]) {
    expect(camel(name)).toBeUndefined();
  }
});
