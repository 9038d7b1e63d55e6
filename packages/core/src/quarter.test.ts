import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ceilQuarter, floorQuarter, QUARTER_MS, quarterPieces } from "./quarter";

const instant = fc.integer({ min: -4e12, max: 4e12 });

describe("quarter hours", () => {
  test("round down and up to the quarter, and a quarter is its own", () => {
    expect([floorQuarter(900_001), ceilQuarter(900_001)]).toEqual([900_000, 1_800_000]);
    expect([floorQuarter(900_000), ceilQuarter(900_000)]).toEqual([900_000, 900_000]);
    expect([floorQuarter(-1), ceilQuarter(-1)]).toEqual([-900_000, 0]);
  });

  test("hold any instant between the two", () => {
    fc.assert(
      fc.property(instant, (at) => {
        const [low, high] = [floorQuarter(at), ceilQuarter(at)];
        expect(low <= at && at <= high && high - low <= QUARTER_MS).toBe(true);
        expect(Math.abs(low % QUARTER_MS) + Math.abs(high % QUARTER_MS)).toBe(0);
      }),
    );
  });

  test("cut a stretch without gap, overlap, empty piece or crossing", () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 0, max: 50 * QUARTER_MS }), (from, length) => {
        const pieces = [...quarterPieces(from, from + length)];
        let at = from;
        for (const [start, end] of pieces) {
          expect(start).toBe(at);
          expect(end).toBeGreaterThan(start);
          expect(floorQuarter(end - 1)).toBe(floorQuarter(start));
          at = end;
        }
        expect(at).toBe(from + length);
      }),
    );
  });
});
