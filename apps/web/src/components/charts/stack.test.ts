import { add } from "@pipeline/core/money";
import { describe, expect, test } from "vitest";
import { colorsOf, MAX_SERIES, OTHER_COLOR } from "./palette";
import { type Charted, roundedRow, stackOf } from "./stack";

const letters = Array.from("abcdefghij");
const charted = (keys: readonly string[], more: Partial<Charted> = {}): Charted => ({
  range: { to: "2026-11-22T00:00:00.000Z", granularity: "day" },
  breakdown: keys.map((key) => ({ key, label: key.toUpperCase(), amount: "1" })),
  series: [
    {
      start: "2026-11-20T00:00:00.000Z",
      label: "2026-11-20",
      byKey: Object.fromEntries(keys.map((key) => [key, "0.333"])),
    },
    { start: "2026-11-21T00:00:00.000Z", label: "2026-11-21", byKey: {} },
  ],
  live: { asOf: "2026-11-21T10:00:00.000Z" },
  ...more,
});

describe("the stacked chart", () => {
  test("names the largest parts and folds the rest into one, to the last digit", () => {
    const { parts, rows } = stackOf(charted(letters), "costType");
    expect(parts.map(({ label }) => label)).toEqual(["A", "B", "C", "D", "E", "F", "G", "Other"]);
    expect(rows[0]?.amounts["other"]).toBe("0.999");
    expect(add(...Object.values(rows[0]?.amounts ?? {}))).toBe("3.33");
  });

  test("keeps a type that somebody called other apart from the folded rest", () => {
    const { parts } = stackOf(charted(["other", "compute"]), "costType");
    expect(parts.map(({ label }) => label)).toEqual(["OTHER", "COMPUTE"]);
    expect(stackOf(charted(["x", "other"]), "job").parts.map(({ label }) => label)).toEqual(["X", "Other"]);
  });

  test("marks the bar that holds this instant as unfinished, and no other", () => {
    expect(stackOf(charted(["a"]), "costType").rows.map(({ unfinished }) => unfinished)).toEqual([false, true]);
    const past = charted(["a"], { live: { asOf: "2026-12-01T00:00:00.000Z" } });
    expect(stackOf(past, "costType").rows.some(({ unfinished }) => unfinished)).toBe(false);
  });

  test("goes on with what is expected: on top of the bar of this instant, then day by day, never in a total", () => {
    const expected = [
      { label: "2026-11-21", amount: "2" },
      { label: "2026-11-22", amount: "5" },
    ];
    const { parts, rows } = stackOf(charted(["a"]), "costType", expected);
    expect(rows.map(({ heading, forecast, ahead }) => [heading, forecast, ahead])).toEqual([
      ["Fri, Nov 20, 2026", undefined, false],
      ["Sat, Nov 21, 2026", "2", false],
      ["Sun, Nov 22, 2026", "5", true],
    ]);
    expect(rows.map((row) => roundedRow(row, parts, 2).total)).toEqual(["0.33", "0.00", "0.00"]);
  });

  test("rounds the parts of a bar so that they sum to its shown total", () => {
    const { parts, rows } = stackOf(charted(["a", "b", "c"]), "costType");
    const [row] = rows;
    if (!row) throw new Error("No bar.");
    const rounded = roundedRow(row, parts, 2);
    expect(rounded.total).toBe("1.00");
    expect(add(...rounded.parts.map(({ amount }) => amount))).toBe("1");
  });
});

describe("the palette", () => {
  test("gives a type the same colour whatever stands beside it", () => {
    const alone = colorsOf(["compute"]).get("compute");
    expect(colorsOf(["storage", "egress", "compute", "labeling"]).get("compute")).toBe(alone);
  });

  test("gives no two parts of a chart one colour", () => {
    const colors = colorsOf(letters.slice(0, MAX_SERIES));
    expect(new Set(colors.values()).size).toBe(MAX_SERIES);
    expect([...colors.values()]).not.toContain(OTHER_COLOR);
  });
});
