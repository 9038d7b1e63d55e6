import { add } from "@pipeline/core/money";
import { expect, test } from "vitest";
import { moves, readMeters } from "../live/meter";
import type { Forecast } from "../types";
import { forecastAt, forecastMeter } from "./forecast-now";

const day = (label: string, amount: string) => ({ start: `${label}T00:00:00.000Z`, label, amount });
const forecast: Forecast = {
  range: { from: "2026-03-01T00:00:00.000Z", to: "2026-04-01T00:00:00.000Z", timeZone: "UTC" },
  asOf: "2026-03-30T12:00:00.000Z",
  spent: "100.000000000001",
  committed: "20",
  trend: "5.5",
  total: "125.500000000001",
  low: "110",
  high: "126",
  days: [day("2026-03-30", "8"), day("2026-03-31", "17.5")],
};

test("what was committed becomes spent, to the last digit: the total stays", () => {
  expect(forecastAt(forecast, "108.000000000002")).toEqual({
    ...forecast,
    spent: "108.000000000002",
    committed: "11.999999999999",
    days: [day("2026-03-30", "0"), day("2026-03-31", "17.499999999999")],
  });
});

test("what goes beyond the commitments raises the total, and the range with it", () => {
  const now = forecastAt(forecast, "125.000000000001");
  expect(now).toMatchObject({ spent: "125.000000000001", committed: "0", trend: "5.5", total: "130.500000000001" });
  expect(now).toMatchObject({ low: "125.000000000001", high: "130.500000000001" });
  expect(add(...now.days.map(({ amount }) => amount))).toBe("5.5");
});

test("it rests while nothing more is spent, and never goes below what was spent when it was asked for", () => {
  expect(forecastAt(forecast, forecast.spent)).toEqual(forecast);
  expect(forecastAt(forecast, "100")).toEqual(forecast);
});

test("asked twice with the same it says the same", () => {
  const once = forecastAt(forecast, "130");
  expect(forecastAt(once, "130")).toEqual(once);
});

test("credits below nothing are a start like any other", () => {
  const credited = { ...forecast, spent: "-3", total: "22.5", low: "0", high: "23" };
  expect(forecastAt(credited, "-1")).toMatchObject({ spent: "-1", committed: "18", total: "22.5", low: "0" });
});

const live = { amount: "0", perHour: "36", runningJobs: 1, asOf: "2026-03-30T12:00:01.000Z", runs: [] };
const runs = [{ key: "compute", start: "2026-03-30T12:00:10.000Z", end: null, unitPrice: "36", gpuCount: 1 }];

test("what is spent grows from the forecast's own instant by all that runs, and by each run from its start", () => {
  const at = Date.parse("2026-03-30T12:00:20.000Z");
  expect(readMeters([forecastMeter(forecast, live)], at)).toBe("100.200000000001");
  expect(readMeters([forecastMeter(forecast, { ...live, runs })], at)).toBe("100.100000000001");
  expect(moves(forecastMeter(forecast, { ...live, perHour: "0" }))).toBe(false);
});
