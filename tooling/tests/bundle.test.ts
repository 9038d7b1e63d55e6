import { beforeAll, describe, expect, test } from "vitest";
import { BUDGETS, measureOurs, type Ours } from "../src/bench/bundle/ours";

// The goal is BUDGETS.hooks; until the inbox has a policy of its own, the hooks carry that of costs and jobs as well.
const HOOKS_TODAY = 4_300;

let ours: Ours;
beforeAll(async () => {
  ours = await measureOurs();
});

describe("what an application with tRPC loads in addition", () => {
  test("for the hooks of the inbox stays small", () => {
    expect(ours.added.hooks).toBeGreaterThan(0);
    expect(ours.added.hooks).toBeLessThanOrEqual(HOOKS_TODAY);
  });

  test("lazily stays within its budget", () => {
    expect(ours.added.lazy).toBeLessThanOrEqual(BUDGETS.lazy);
  });

  test("for the bell, its panel and its stylesheet stays within its budget", () => {
    expect(ours.bell.css.gzipped).toBeGreaterThan(0);
    expect(ours.added.bell).toBeLessThanOrEqual(BUDGETS.bell);
  });

  test("for an inbox holds nothing of costs, and neither schemas nor calendars", () => {
    const parts = ours.bell.parts.map(([part]) => part);
    expect(parts).toContain("src/bell/bell.tsx");
    expect(parts.filter((part) => /^(zod|temporal|src\/(costs|jobs|budgets|prices)\/)/.test(part))).toEqual([]);
  });
});
