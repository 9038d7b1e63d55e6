import { describe, expect, test } from "vitest";
import { datesSpanned } from "./range";
import { ms } from "./testing/zones";

const spanned = (from: string, to: string, timeZone = "UTC"): number =>
  datesSpanned({ from: ms(from), to: ms(to), timeZone });

describe("the dates a range touches", () => {
  test("count the first and that of the last instant", () => {
    expect(spanned("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z")).toBe(1);
    expect(spanned("2026-03-01T00:00:00Z", "2026-03-02T00:00:00.001Z")).toBe(2);
    expect(spanned("2026-03-01T23:59:00Z", "2026-03-02T00:01:00Z")).toBe(2);
    expect(spanned("2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z")).toBe(366);
  });

  test("are those of the zone", () => {
    expect(spanned("2026-03-01T18:00:00Z", "2026-03-01T19:00:00Z", "Asia/Kolkata")).toBe(2);
  });

  test("are one for an empty range, and count a date the zone skipped", () => {
    expect(spanned("2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z")).toBe(1);
    expect(spanned("2011-12-30T09:59:00Z", "2011-12-30T10:01:00Z", "Pacific/Apia")).toBe(3);
  });
});
