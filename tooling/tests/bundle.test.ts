import { beforeAll, describe, expect, test } from "vitest";
import { BUDGETS, measureOurs, type Ours } from "../src/bench/bundle/ours";

let ours: Ours;
beforeAll(async () => {
  ours = await measureOurs();
});

describe("what an application with tRPC loads in addition", () => {
  test.each(Object.entries(BUDGETS))("%s stays within %d bytes, gzipped", (step, budget) => {
    const { added } = ours;
    const bytes = Object.entries(added).find(([name]) => name === step)?.[1] ?? 0;
    expect(bytes).toBeGreaterThan(500);
    expect(bytes).toBeLessThanOrEqual(budget);
  });

  test("for an inbox holds nothing of costs, and neither schemas nor calendars", () => {
    const parts = ours.bell.parts.map(([part]) => part);
    expect(parts).toContain("src/bell/bell.tsx");
    expect(parts.filter((part) => /^(zod|temporal|src\/(costs|jobs|budgets|prices)\/)/.test(part))).toEqual([]);
  });
});
