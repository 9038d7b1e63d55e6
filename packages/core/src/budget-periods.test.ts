import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BUDGET_PERIODS } from "./budget-words";
import { periodAfter, periodHolding, periodLabel } from "./budget-periods";
import { QUARTER_MS } from "./quarter";
import { ODD_ZONES } from "./testing/zones";

const at = (iso: string) => Date.parse(iso);
const iso = ({ start, end }: { start: number; end: number }) => [new Date(start), new Date(end)].map((d) => d.toJSON());
const HOUR = 3_600_000;
const anyInstant = fc.integer({ min: at("2024-01-01T00:00:00Z"), max: at("2028-01-01T00:00:00Z") });
const anyZone = fc.constantFrom(...ODD_ZONES);
const anyPeriod = fc.constantFrom(...BUDGET_PERIODS);

describe("a budget's period", () => {
  test("is the month of the account's zone, 743 or 745 hours long where clocks change", () => {
    const march = periodHolding("month", at("2026-03-08T10:00:00Z"), "America/New_York");
    expect(iso(march)).toEqual(["2026-03-01T05:00:00.000Z", "2026-04-01T04:00:00.000Z"]);
    expect((march.end - march.start) / HOUR).toBe(31 * 24 - 1);
  });

  test("is the week from Monday to Monday", () => {
    expect(iso(periodHolding("week", at("2026-03-08T23:59:59.999Z"), "UTC"))).toEqual([
      "2026-03-02T00:00:00.000Z",
      "2026-03-09T00:00:00.000Z",
    ]);
  });

  test("holds the instant it was asked for, and meets the next one, in every zone", () => {
    fc.assert(
      fc.property(anyPeriod, anyInstant, anyZone, (period, instant, zone) => {
        const now = periodHolding(period, instant, zone);
        expect(now.start <= instant && instant < now.end).toBe(true);
        expect(periodAfter(period, now.end, zone)).toEqual(periodHolding(period, now.end, zone));
        expect([now.start % QUARTER_MS, now.end % QUARTER_MS]).toEqual([0, 0]);
      }),
    );
  });

  test("after a change of zone leaves no gap, counts nothing twice, and is about as long as usual", () => {
    fc.assert(
      fc.property(anyPeriod, anyInstant, anyZone, anyZone, (period, instant, before, after) => {
        const last = periodHolding(period, instant, before);
        const next = periodAfter(period, last.end, after);
        expect(next.start).toBe(last.end);
        const natural = periodHolding(period, next.end - 1, after);
        expect(next.end).toBe(natural.end);
        expect(Math.abs(next.start - natural.start)).toBeLessThanOrEqual(27 * HOUR);
      }),
    );
  });

  test("is named by the month or the Monday it belongs to", () => {
    const march = periodHolding("month", at("2026-03-08T10:00:00Z"), "UTC");
    expect(periodLabel("month", march, "UTC")).toBe("March 2026");
    const moved = periodAfter("month", march.end, "America/New_York");
    expect(periodLabel("month", moved, "America/New_York")).toBe("April 2026");
    const week = periodHolding("week", at("2026-03-08T10:00:00Z"), "Asia/Kolkata");
    expect(periodLabel("week", week, "Asia/Kolkata")).toBe("week of March 2, 2026");
  });
});
