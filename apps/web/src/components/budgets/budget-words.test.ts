import { subtract } from "@pipeline/core/money";
import type { Budget } from "@pipeline/react";
import { describe, expect, test } from "vitest";
import { budgetState, endWords, shareOf, tightest, usedWords } from "./budget-words";

const forecast = (total: string, spent = "0") => ({
  range: { from: "2026-03-01T00:00:00.000Z", to: "2026-04-01T00:00:00.000Z", timeZone: "UTC" },
  asOf: "2026-03-10T00:00:00.000Z",
  spent,
  committed: "0",
  trend: subtract(total, spent),
  low: total,
  high: total,
  total,
  days: [],
});
const budget = (id: string, spent: string, amount: string): Budget => ({
  id,
  name: id,
  amount,
  period: "month",
  project: null,
  thresholds: [100],
  forecastAlert: false,
  blockNewJobs: false,
  createdAt: "2026-03-01T00:00:00.000Z",
  updatedAt: "2026-03-01T00:00:00.000Z",
  current: { start: "2026-03-01T00:00:00.000Z", end: "2026-04-01T00:00:00.000Z", timeZone: "UTC", label: "March" },
  spent,
  live: "0",
  reserved: "0",
  remaining: "0",
  usedRatio: 0,
  fired: [],
  burnRate: "0",
  runs: [],
  exhaustedAt: null,
  forecast: forecast("0"),
  periods: [],
  asOf: "2026-03-10T00:00:00.000Z",
});
const stateOf = (spent: string, total = spent) =>
  budgetState({ amount: "100", forecast: forecast(total, spent) }, spent);

describe("where a budget stands", () => {
  test.each([
    ["79.99", "79.99", "good", "On track"],
    ["80", "100", "warn", "Close to its amount"],
    ["10", "100.000000000001", "warn", "Heading over"],
    ["100", "400", "over", "Used up"],
    ["100.000000000001", "100", "over", "Over budget"],
    ["-5", "0", "good", "On track"],
  ])("%s spent of 100 with a forecast of %s", (spent, total, tone, words) =>
    expect(stateOf(spent, total)).toEqual({ tone, words }),
  );
});

test("a budget is heading over once what is spent and what is expected beyond it come to more", () => {
  const stands = { amount: "100", forecast: { ...forecast("99", "50"), committed: "10", trend: "39" } };
  expect(budgetState(stands, "61").words).toBe("On track");
  expect(budgetState(stands, "61.01").words).toBe("Heading over");
});

test("the share in words is never rounded up", () => {
  expect(usedWords(shareOf("99.9999", "100"))).toBe("99%");
  expect(usedWords(shareOf("1250", "100"))).toBe("1,250%");
  expect(usedWords(shareOf("-3", "100"))).toBe("0%");
});

test("the tightest budget is the one with the largest share, not the largest sum", () => {
  expect(tightest([budget("large", "500", "1000"), budget("small", "9", "10")])?.id).toBe("small");
  expect(tightest([])).toBeUndefined();
});

describe("when a budget ends", () => {
  // A Tuesday; in Berlin it is 13:00.
  const now = Date.parse("2026-03-24T12:00:00.000Z");
  test.each([
    ["2026-03-24T13:32:00.000Z", "UTC", "today 13:32"],
    ["2026-03-24T23:30:00.000Z", "UTC", "today 23:30"],
    ["2026-03-24T23:30:00.000Z", "Europe/Berlin", "tomorrow 00:30"],
    ["2026-03-26T14:32:00.000Z", "UTC", "Thursday 14:32"],
    // Summer time begins in the night before.
    ["2026-03-29T12:00:00.000Z", "Europe/Berlin", "Sunday 14:00"],
    ["2026-03-30T23:59:00.000Z", "UTC", "Monday 23:59"],
    ["2026-03-31T00:00:00.000Z", "UTC", "Mar 31, 00:00"],
  ])("%s in %s is %s", (at, zone, words) => expect(endWords(at, now, zone)).toBe(words));
});
