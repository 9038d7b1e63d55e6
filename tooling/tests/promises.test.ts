import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { describe, expect, test } from "vitest";

const read = (file: string) => readFileSync(path.join(projectRoot(), file), "utf8");

/** The rows of the table: a promise, then what holds it. */
const rows = read("docs/promises.md")
  .split("\n")
  .filter((line) => /^\| P\d+ /.test(line))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
  .map(([, number = "", promise = "", holding = "", figure = "", long = "", date = ""]) => ({
    number,
    promise,
    tests: [...holding.matchAll(/`([^`]+) › ([^`]+)`/g)].map(([, file = "", name = ""]) => ({ file, name })),
    figure,
    long,
    date,
  }));

describe("the table of promises", () => {
  test("has a row for each number, in order, or says below why there is none", () => {
    const left = [...read("docs/promises.md").matchAll(/^- (P\d+)(?: to P(\d+))?[ ,:]/gm)].flatMap(
      ([, from = "", to]) => {
        const first = Number(from.slice(1));
        return Array.from({ length: Number(to ?? first) - first + 1 }, (_, i) => `P${first + i}`);
      },
    );
    const all = Array.from({ length: 38 }, (_, i) => `P${i + 1}`);
    const inTable = rows.map(({ number }) => number);
    expect(all.filter((number) => !inTable.includes(number) && !left.includes(number))).toEqual([]);
    expect(inTable).toEqual(all.filter((number) => inTable.includes(number)));
  });

  test.each(rows)("$number is held by tests that exist, with a figure and a date", ({ tests, figure, date }) => {
    expect(tests.length).toBeGreaterThan(0);
    for (const { file, name } of tests) {
      expect(existsSync(path.join(projectRoot(), file)), file).toBe(true);
      // As it is written there: what a title is filled with follows later.
      expect(read(file).replaceAll("\\", ""), `${file} › ${name}`).toContain(name);
    }
    expect(figure).not.toBe("");
    expect(date).toMatch(/^2\d{3}-\d\d-\d\d$/);
  });
});
