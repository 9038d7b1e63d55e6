import fc from "fast-check";
import { expect, test } from "vitest";
import { accruedUnits, crossingOf } from "./crossing";
import { accrued } from "./meter";
import { toUnits } from "./money";

const HOUR = 3_600_000;
const run = (unitPrice: string, gpuCount = 1, start = 0) => ({ start, end: null, unitPrice, gpuCount });

test("a $24-an-hour machine has cost $6 after a quarter of an hour, to the millisecond", () => {
  const accruing = [{ run: run("3", 8), from: 0 }];
  expect(crossingOf(accruing, toUnits("6"), { after: 0, until: HOUR })).toBe(HOUR / 4);
});

test("what is not reached before the end has no crossing", () => {
  const accruing = [{ run: run("1"), from: 0 }];
  expect(crossingOf(accruing, toUnits("1"), { after: 0, until: HOUR })).toBeUndefined();
  expect(crossingOf(accruing, toUnits("1"), { after: 0, until: HOUR + 1 })).toBe(HOUR);
  expect(crossingOf([], 1n, { after: 0, until: HOUR })).toBeUndefined();
  expect(crossingOf(accruing, 1n, { after: HOUR, until: HOUR })).toBeUndefined();
});

test("a run that ends before it costs enough does not cross", () => {
  const accruing = [{ run: { ...run("1"), end: HOUR / 2 }, from: 0 }];
  expect(crossingOf(accruing, toUnits("0.75"), { after: 0, until: HOUR })).toBeUndefined();
});

const price = fc
  .integer({ min: 0, max: 10 ** 9 })
  .map((n) => `${Math.floor(n / 1000)}.${String(n % 1000).padStart(3, "0")}`);
const anyRun = fc.record({
  run: fc.record({
    start: fc.integer({ min: 0, max: HOUR }),
    end: fc.option(fc.integer({ min: HOUR, max: 40 * HOUR })),
    unitPrice: price,
    gpuCount: fc.integer({ min: 1, max: 1000 }),
  }),
  from: fc.integer({ min: 0, max: 2 * HOUR }),
});

test("what runs add up to is what the meter books of each from its place on, whenever they began and ended", () => {
  fc.assert(
    fc.property(fc.array(anyRun, { maxLength: 5 }), fc.integer({ min: 0, max: 48 * HOUR }), (accruing, to) => {
      const booked = accruing.map(({ run: each, from }) => toUnits(accrued(each, from, to)));
      expect(accruedUnits(accruing, to)).toBe(booked.reduce((sum, units) => sum + units, 0n));
    }),
  );
});

test("one millisecond before the crossing it is not reached, at the crossing it is, for any runs together", () => {
  fc.assert(
    fc.property(fc.array(anyRun, { maxLength: 5 }), fc.bigInt(1n, 10n ** 18n), (accruing, units) => {
      const at = crossingOf(accruing, units, { after: 0, until: 48 * HOUR });
      if (at === undefined) return accruedUnits(accruing, 48 * HOUR - 1) < units;
      return accruedUnits(accruing, at) >= units && (at === 1 || accruedUnits(accruing, at - 1) < units);
    }),
  );
});
