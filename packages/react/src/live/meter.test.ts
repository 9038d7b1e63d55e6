import { accrued } from "@pipeline/core/meter";
import { describe, expect, test } from "vitest";
import { jobMeter, moves, readMeters, totalMeter } from "./meter";

const asOf = "2026-03-10T12:00:00.000Z";
const at = Date.parse(asOf);
const HOUR = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();

describe("a meter", () => {
  test("adds its rate, exact beyond what a float can hold", () => {
    const meter = { amount: "123456789.000000000001", perHour: "0.1", asOf };
    expect(readMeters([meter], at + HOUR)).toBe("123456789.100000000001");
    expect(readMeters([meter], at + 36)).toBe("123456789.000001000001");
  });
  test("stands at its own instant until the server's time is known", () => {
    expect(readMeters([{ amount: "5", perHour: "10", asOf }], undefined)).toBe("5");
  });
  test("never runs backward when a clock does", () => {
    expect(readMeters([{ amount: "5", perHour: "10", asOf }], at - HOUR)).toBe("5");
  });
  test("that knows its runs says what the ledger will say, to the last digit", () => {
    const run = { start: at - 12_345_678, unitPrice: "2.950000000007", gpuCount: 8 };
    const amount = accrued({ ...run, end: null }, 0, at);
    const meter = { amount, perHour: "23.600000000056", asOf, runs: [{ ...run, start: iso(run.start), end: null }] };
    for (let later = at + 1; later < at + 100; later += 1) {
      expect(readMeters([meter], later)).toBe(accrued({ ...run, end: null }, 0, later));
    }
  });
  test("stops where its run does, which a trainer's clock may put ahead", () => {
    const runs = [{ start: iso(at - HOUR), end: iso(at + 2000), unitPrice: "3.6", gpuCount: 1 }];
    const meter = { amount: "3.6", perHour: "0", asOf, runs };
    expect([at + 1000, at + 2000, at + HOUR].map((now) => readMeters([meter], now))).toEqual([
      "3.601",
      "3.602",
      "3.602",
    ]);
  });
});

test("meters of different instants are summed at one", () => {
  const hourLater = "2026-03-10T13:00:00.000Z";
  const meters = [
    { amount: "1", perHour: "2", asOf },
    { amount: "10", perHour: "4", asOf: hourLater },
  ];
  expect(readMeters(meters, at + 2 * HOUR)).toBe("19");
  expect(readMeters([], at)).toBe("0");
});

test("with decimals it moves only when a shown digit does", () => {
  const meters = [{ amount: "1.004", perHour: "3.6", asOf }];
  expect(readMeters(meters, at, 2)).toBe("1.00");
  expect(readMeters(meters, at + 1000, 2)).toBe("1.00");
  expect(readMeters(meters, at + 2000, 2)).toBe("1.01");
});

const run = { start: iso(at - HOUR), end: null, unitPrice: "2", gpuCount: 1 };

test("a job that has ended rests, though a clock ahead of ours ended it in the future", () => {
  const job = { currentCost: "2", perHour: "0", asOf, runs: [{ ...run, end: iso(at + 9000) }] };
  expect(moves(jobMeter({ ...job, status: "completed" }))).toBe(false);
  expect(readMeters([jobMeter({ ...job, status: "completed" })], at + HOUR)).toBe("2");
  expect(moves(jobMeter({ ...job, status: "paused" }))).toBe(true);
});

test("a window that nothing makes grow rests, though something runs", () => {
  const live = { amount: "0", perHour: "2", runningJobs: 1, runs: [], asOf };
  const meter = totalMeter({ total: "118", live });
  expect(moves(meter)).toBe(false);
  expect(readMeters([meter], at + HOUR)).toBe("118");
});
