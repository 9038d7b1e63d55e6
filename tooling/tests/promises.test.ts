import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { describe, expect, test } from "vitest";
import { testsIn } from "./support/titles";

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

/** Whether a test that may run has this in its title or in that of what it stands in. What fills a title follows later. */
const isTest = (file: string, text: string, name: string) =>
  testsIn(file, text).some(({ titles, runs }) => runs && titles.some((title) => title.includes(name)));

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
      expect([file, name, isTest(file, read(file), name)]).toEqual([file, name, true]);
    }
    expect(figure).not.toBe("");
    expect(date).toMatch(/^2\d{3}-\d\d-\d\d$/);
  });
});

describe("what holds a promise", () => {
  test.each([
    `test("it holds", () => {});`,
    `it("it holds", () => {});`,
    "test(`it holds ${TIMES} times`, { timeout: 5 }, () => {});",
    `test.each([1])("%s: it holds", () => {});`,
    `test.skipIf(!hasIt).each([1])("it holds", () => {});`,
    `describe("it holds", () => { test("always", () => {}); });`,
  ])("is %s", (text) => {
    expect(isTest("sample.ts", text, "it holds")).toBe(true);
  });

  test.each([
    `// test("it holds", () => {});`,
    `const said = 'test("it holds", () => {})';`,
    `expect("it holds").toBe("it holds");`,
    `test("another", () => { say("it holds"); });`,
    `test.skip("it holds", () => {});`,
    `test.skip.each([1])("it holds", () => {});`,
    `test.todo("it holds");`,
    `test.fails("it holds", () => {});`,
    `test("it holds", { skip: true }, () => {});`,
    `describe.skip("all", () => { describe("some", () => { test("it holds", () => {}); }); });`,
    `describe("it holds", () => { test.todo("always"); });`,
    `describe("it holds", () => {}); test("another", () => {});`,
  ])("is not %s", (text) => {
    expect(isTest("sample.ts", text, "it holds")).toBe(false);
  });
});
