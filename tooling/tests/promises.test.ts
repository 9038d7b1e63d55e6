import { execFileSync } from "node:child_process";
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

/** The numbers that a title begins with: `#1 #2 an amount`. */
function numbersOf(titles: readonly string[]): number[] {
  const beginnings = titles.map((title) => /^(?:#\d+ )+/.exec(title)?.[0] ?? "");
  return beginnings.flatMap((beginning) => [...beginning.matchAll(/\d+/g)].map(Number));
}

/** From 1 to 40, those that neither a test nor a reason has, and those that both have. */
function hostileInputs(tests: ReturnType<typeof testsIn>, reasons: readonly number[]) {
  const tested = tests.flatMap(({ titles, runs }) => (runs ? numbersOf(titles) : []));
  const all = Array.from({ length: 40 }, (_, i) => i + 1);
  return {
    neither: all.filter((number) => !tested.includes(number) && !reasons.includes(number)),
    both: reasons.filter((number) => tested.includes(number)),
    beyond: [...tested, ...reasons].filter((number) => !all.includes(number)),
  };
}

describe("the forty hostile inputs", () => {
  test("have a test each, or a reason why there is none yet, and not both", () => {
    const files = execFileSync(
      "git",
      ["ls-files", "--cached", "--others", "--exclude-standard", "*.test.ts", "*.test.tsx"],
      {
        cwd: projectRoot(),
        encoding: "utf8",
      },
    );
    const texts = files.split("\n").filter((file) => file !== "" && existsSync(path.join(projectRoot(), file)));
    const tests = texts.map((file) => ({ file, text: read(file) })).filter(({ text }) => /["'`]#\d+ /.test(text));
    const reasons = [...read("docs/promises.md").matchAll(/^- #(\d+)[ ,:]/gm)].map(([, number]) => Number(number));
    const all = tests.flatMap(({ file, text }) => testsIn(file, text));
    expect(hostileInputs(all, reasons)).toEqual({ neither: [], both: [], beyond: [] });
  });

  test("would be missed", () => {
    const tested = Array.from({ length: 38 }, (_, i) => ({
      titles: ["numbers", `#${i + 1} #${i + 1} is refused`],
      runs: true,
    }));
    const off = { titles: ["#39 is refused"], runs: false };
    expect(hostileInputs([...tested, off], [40])).toEqual({ neither: [39], both: [], beyond: [] });
    expect(hostileInputs([...tested, { titles: ["see #39 "], runs: true }], [40])).toMatchObject({ neither: [39] });
    expect(hostileInputs(tested, [7, 39, 40, 41])).toEqual({ neither: [], both: [7], beyond: [41] });
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
