import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Burn, type ForecastInput, forecastRest, type RestOfDay } from "./forecast";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** So many whole days, cut like a period that begins now. */
const restOf = (days: number): RestOfDay[] =>
  Array.from({ length: days }, (_, i) => ({ start: i * DAY, end: (i + 1) * DAY, dayMs: DAY }));
const burn = (perHour: bigint, soFar: bigint, estimate: [bigint, bigint, bigint] | null): Burn => ({
  perHour,
  soFar,
  estimate: estimate && { low: estimate[0], expected: estimate[1], high: estimate[2] },
});
const forecast = (input: Partial<ForecastInput>) =>
  forecastRest({ history: [], burns: [], rest: restOf(10), ...input });
const sum = (all: readonly bigint[]) => all.reduce((a, b) => a + b, 0n);

describe("the forecast of what is still to come", () => {
  test("is nothing where there is neither a job nor a history", () => {
    expect(forecast({ rest: restOf(1) })).toEqual({ committed: 0n, trend: 0n, low: 0n, high: 0n, days: [0n] });
    expect(forecast({ history: [5n, 7n], burns: [burn(1n, 0n, null)], rest: [] })).toMatchObject({
      high: 0n,
      days: [],
    });
  });

  test("counts what remains of a running job's estimate, from its first minute on and without a history", () => {
    const { committed, trend, low, high, days } = forecast({ burns: [burn(10n, 100n, [120n, 500n, 600n])] });
    expect({ committed, trend, low, high }).toEqual({ committed: 400n, trend: 0n, low: 20n, high: 500n });
    // 10 an hour: 240 today, the rest tomorrow.
    expect(days.slice(0, 3)).toEqual([240n, 160n, 0n]);
  });

  test("ends every job with the period", () => {
    const burns = [burn(10n, 0n, [1000n, 5000n, 9000n])];
    expect(forecast({ burns, rest: restOf(1) })).toMatchObject({ committed: 240n, low: 240n, high: 240n });
  });

  test("expects nothing of a job past its estimate, and at the most as much again", () => {
    const burns = [burn(1n, 100n, [10n, 50n, 90n])];
    expect(forecast({ burns })).toMatchObject({ committed: 0n, low: 0n, high: 100n });
    expect(forecast({ burns, rest: restOf(1) })).toMatchObject({ committed: 0n, high: 24n });
  });

  test("lets a job without an estimate burn to the period's end, or stop at once", () => {
    expect(forecast({ burns: [burn(1n, 7n, null)] })).toMatchObject({ committed: 240n, low: 0n, high: 240n });
  });

  test("counts the usual pace beyond what is committed, not on top of it", () => {
    const history = Array.from({ length: 28 }, () => 100n);
    const burns = [burn(100n, 0n, [300n, 300n, 300n])];
    const { committed, trend, low, high, days } = forecast({ history, burns });
    expect({ committed, trend, low, high }).toEqual({ committed: 300n, trend: 700n, low: 1000n, high: 1000n });
    expect(days[0]).toBe(300n);
    expect(sum(days)).toBe(1000n);
    const much = forecast({ history, burns: [burn(100n, 0n, [5000n, 5000n, 5000n])] });
    expect(much).toMatchObject({ committed: 5000n, trend: 0n, low: 5000n });
  });

  test("takes a day of 23 or 25 hours for a day, and half a day for a half", () => {
    const rest = [
      { start: 0, end: 12 * HOUR, dayMs: DAY },
      { start: 12 * HOUR, end: 35 * HOUR, dayMs: 23 * HOUR },
      { start: 35 * HOUR, end: 60 * HOUR, dayMs: 25 * HOUR },
    ];
    expect(forecast({ history: [100n, 100n], rest }).days).toEqual([50n, 100n, 100n]);
  });

  test("is wider the more the days differ, the farther the end, and the fewer days are known", () => {
    const steady = forecast({ history: Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 9000n : 11_000n)) });
    const wild = forecast({ history: Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 1000n : 19_000n)) });
    const few = forecast({ history: [9000n, 11_000n] });
    expect([steady.trend, wild.trend, few.trend]).toEqual([100_000n, 100_000n, 100_000n]);
    // 1.372 × 1,025.98 × √(10 + 100 / 20), by hand.
    expect(steady.high - 100_000n).toBe(5451n);
    expect(wild.high - wild.low).toBeGreaterThan(4n * (steady.high - steady.low));
    expect(few.high - few.low).toBeGreaterThan(4n * (steady.high - steady.low));
    expect(forecast({ history: [100n], rest: restOf(3) })).toMatchObject({ trend: 300n, low: 0n, high: 600n });
  });

  test("does not fall below nothing where credits were more than costs", () => {
    const { committed, trend, low } = forecast({ history: [-100n, 20n] });
    expect({ committed, trend, low }).toEqual({ committed: 0n, trend: 0n, low: 0n });
  });

  test("holds what it promises for whatever it is given: parts, days and range agree to the last unit", () => {
    const units = fc.bigInt({ min: 0n, max: 10n ** 21n });
    const estimate = fc.option(fc.record({ low: units, expected: units, high: units }), { nil: null });
    const day = fc.record({
      ms: fc.integer({ min: 1, max: 25 * HOUR }),
      dayMs: fc.constantFrom(23 * HOUR, DAY, 25 * HOUR),
    });
    const rest = fc.array(day, { maxLength: 31 }).map((days) => {
      let start = 1_000;
      return days.map(({ ms, dayMs }) => {
        const end = start + Math.min(ms, dayMs);
        const piece = { start, end, dayMs };
        start = end;
        return piece;
      });
    });
    const input = fc.record({
      history: fc.array(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 21n }), { maxLength: 28 }),
      burns: fc.array(fc.record({ perHour: units, soFar: units, estimate }), { maxLength: 5 }),
      rest,
    });
    fc.assert(
      fc.property(input, (given) => {
        const { committed, trend, low, high, days } = forecastRest(given);
        expect(sum(days)).toBe(committed + trend);
        expect([...days, committed, trend, low].every((one) => one >= 0n)).toBe(true);
        expect(low <= committed + trend && committed + trend <= high).toBe(true);
      }),
    );
  });
});
