import { expect, test } from "vitest";
import { estimateShort, estimateWords, jobDecimals, listDecimals } from "./job-words";

const money = { currency: "USD", decimals: 2 };
const ended = (estimate: string | null, actual: string) => ({ estimate, actual, ended: true });

test("an ended job says how far it was from its estimate", () => {
  expect(estimateWords(ended("40", "36.9"), money)).toBe("$3.10 less than estimated (8%)");
  expect(estimateWords(ended("40", "44"), money)).toBe("$4.00 more than estimated (10%)");
  expect(estimateWords(ended("40", "40"), money)).toBe("Exactly as estimated");
  expect(estimateShort(ended("40", "40.01"))).toBe("As estimated");
  expect(estimateShort(ended("40", "44"))).toBe("10% more");
});

test("a running job says how much of its estimate is used, and when it is over it", () => {
  expect(estimateWords({ estimate: "40", actual: "10", ended: false }, money)).toBe("25% of the estimate used");
  expect(estimateWords({ estimate: "40", actual: "50", ended: false }, money)).toBe(
    "$10.00 over the estimate already (25%)",
  );
  expect(estimateShort({ estimate: "40", actual: "10", ended: false })).toBe("25% used");
});

test("a job without an estimate, or with one of nothing, is compared with nothing", () => {
  expect(estimateWords(ended(null, "5"), money)).toBeNull();
  expect(estimateShort(ended("0", "5"))).toBeNull();
});

test("a page has one rounding: that of everything it shows", () => {
  expect(listDecimals([{ currentCost: "0.0004" }, { currentCost: "12" }])).toBe(2);
  expect(listDecimals([])).toBe(2);
  expect(jobDecimals({ currentCost: "0.0004", estimatedTotalCost: "7" })).toBe(2);
  expect(jobDecimals({ currentCost: "0.0004", estimatedTotalCost: null })).toBe(5);
});
