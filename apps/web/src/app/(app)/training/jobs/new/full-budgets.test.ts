import { expect, test } from "vitest";
import { fullBudgets } from "./full-budgets";

const budget = { blockNewJobs: true, project: null, amount: "100", spent: "60", reserved: "20" };
const job = { project: "", expected: "20.000000000001" };

test("a budget that blocks is full for a job that is expected to cost more than is free, not for one that just fits", () => {
  expect(fullBudgets([budget], job)).toEqual([budget]);
  expect(fullBudgets([budget], { ...job, expected: "20" })).toEqual([]);
});

test("no other budget refuses it: of another project, or one that only tells", () => {
  const vision = { ...budget, project: "vision" };
  expect(fullBudgets([vision, { ...budget, blockNewJobs: false }], job)).toEqual([]);
  expect(fullBudgets([vision], { ...job, project: " vision " })).toEqual([vision]);
});
