import { accrued } from "@pipeline/core/meter";
import { subtract } from "@pipeline/core/money";
import { describe, expect, test } from "vitest";
import { readMeters } from "./meter";

const asOf = "2026-03-10T12:00:00.000Z";
const at = Date.parse(asOf);
const HOUR = 3_600_000;

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
  test("says what the ledger will say, but for one rounding of the last digit", () => {
    const run = { start: at - 12_345_678, end: null, unitPrice: "2.950000000007", gpuCount: 8 };
    const meter = { amount: accrued(run, 0, at), perHour: "23.600000000056", asOf };
    const later = at + 987_654;
    const [shown, booked] = [readMeters([meter], later), accrued(run, 0, later)];
    expect(["-0.000000000001", "0", "0.000000000001"]).toContain(subtract(shown, booked));
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
