import { expect, test } from "vitest";
import { estimateShort, estimateWords, jobDecimals, listDecimals, progressWords, stepWords } from "./job-words";

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

test("a job that told no step is not at 0%", () => {
  const silent = { status: "running", progress: 0, step: null, totalSteps: null } as const;
  expect([progressWords(silent), stepWords(silent)]).toEqual(["Not told", "No step told yet"]);
  expect(progressWords({ ...silent, status: "completed" })).toBe("–");
  const open = { ...silent, step: 1200 };
  expect([progressWords(open), stepWords(open)]).toEqual(["Step 1,200", "Step 1,200"]);
});

test("a job that ended on its way says where, one that runs or arrived only how far it is", () => {
  const early = { status: "completed", progress: 37.5, step: 3, totalSteps: 8 } as const;
  expect([progressWords(early), stepWords(early)]).toEqual(["37.5%", "Stopped at step 3 of 8"]);
  expect(progressWords({ ...early, progress: 99.99 })).toBe("99.9%");
  const going = { ...early, status: "running" } as const;
  expect([progressWords(going), stepWords(going)]).toEqual(["37%", "Step 3 of 8"]);
  const done = { ...early, progress: 100, step: 8 };
  expect([progressWords(done), stepWords(done)]).toEqual(["100%", "Step 8 of 8"]);
});
