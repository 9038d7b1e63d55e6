import { describe, expect, test } from "vitest";
import { z } from "zod";
import { PERIODS } from "./period";
import { refineWindow, WindowFields, windowObject } from "./window-schema";

const Schema = windowObject({ limit: z.number().default(3) });

const pathsOf = (input: unknown): string[] =>
  Schema.safeParse(input).error?.issues.map((issue) => issue.path.join(".")) ?? [];

describe("the fields of a window", () => {
  test("are a period, or both dates, or nothing, with or without a zone", () => {
    for (const period of PERIODS) expect(Schema.parse({ period })).toEqual({ period, limit: 3 });
    const dates = { from: "2026-01-01", to: "2026-01-01", timeZone: "Asia/Kolkata", limit: 9 };
    expect(Schema.parse(dates)).toEqual(dates);
    expect(Schema.parse({})).toEqual({ limit: 3 });
  });

  test("exclude one another, each issue on its field", () => {
    expect(pathsOf({ period: "week", from: "2026-01-01", to: "2026-01-02" })).toEqual(["period"]);
    expect(pathsOf({ from: "2026-01-01" })).toEqual(["to"]);
    expect(pathsOf({ to: "2026-01-01" })).toEqual(["from"]);
    expect(pathsOf({ from: "2026-01-02", to: "2026-01-01" })).toEqual(["from"]);
    expect(pathsOf({ period: "decade" })).toEqual(["period"]);
    expect(pathsOf({ timeZone: "+05:30" })).toEqual(["timeZone"]);
  });

  test("name a sentence for what is wrong", () => {
    const messages = Schema.safeParse({ period: "week", to: "2026-01-02" }).error?.issues.map(({ message }) => message);
    expect(messages).toEqual([
      "Give either a period or from and to, not both.",
      "from and to come together; from is missing.",
    ]);
  });

  test.each(["2026-02-30", "2025-02-29", "2026-1-1", "2026-01-01T00:00:00Z", "0000-01-01", "9999-12-31", "", "today"])(
    "%j is no calendar date to ask for",
    (date) => {
      expect(pathsOf({ from: date, to: date })).toEqual(["from", "to"]);
    },
  );

  test("real leap days are dates", () => {
    expect(pathsOf({ from: "2024-02-29", to: "2024-02-29" })).toEqual([]);
  });

  test("span ten years at most, both days counted", () => {
    expect(pathsOf({ from: "2016-01-01", to: "2025-12-31" })).toEqual([]);
    expect(pathsOf({ from: "2016-01-01", to: "2026-01-01" })).toEqual(["to"]);
    expect(pathsOf({ from: "2016-02-29", to: "2026-02-28" })).toEqual([]);
    expect(pathsOf({ from: "2016-02-29", to: "2026-03-01" })).toEqual(["to"]);
    expect(pathsOf({ from: "1970-01-01", to: "2026-01-01" })).toEqual(["to"]);
  });

  test("leave no room for unknown ones", () => {
    expect(Schema.safeParse({ preiod: "week" }).success).toBe(false);
  });

  test("may be spread into another strict object", () => {
    const Own = z.strictObject({ ...WindowFields, name: z.string() }).superRefine(refineWindow);
    expect(Own.safeParse({ name: "a", from: "2026-01-01" }).error?.issues[0]?.path).toEqual(["to"]);
    expect(Own.parse({ name: "a", period: "today" })).toEqual({ name: "a", period: "today" });
  });
});
