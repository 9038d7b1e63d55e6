import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { describe, expect, onTestFinished, test } from "vitest";
import { seededBugs } from "../src/bugs/bugs";
import { failuresOf, hunt } from "../src/bugs/hunt";
import { outcomeOf, type Outcome } from "../src/bugs/outcome";

describe("the seeded bugs", () => {
  test("are twelve at least", () => {
    expect(seededBugs().length).toBeGreaterThanOrEqual(12);
  });

  test.each(seededBugs())("$name applies to what is here, and names tests that exist", ({ file, what, tests }) => {
    execFileSync("git", ["apply", "--check", file], { cwd: projectRoot(), stdio: "pipe" });
    expect(what).toMatch(/\.$/);
    expect(tests.length).toBeGreaterThan(0);
    for (const name of tests) expect(existsSync(path.join(projectRoot(), name)), name).toBe(true);
  });
});

/** Test files, and what comes of each when vitest runs them. */
const FILES: Record<string, { text: string; outcome: Outcome }> = {
  right: { text: "test('a', () => {});", outcome: { broken: "no test failed" } },
  wrong: {
    text: "describe('a', () => { test('b', () => {}); test('c', () => expect(1).toBe(2)); });",
    outcome: { failed: "a c" },
  },
  unreadable: {
    text: "test('a', () => { expect(1).toBe(2); ",
    outcome: { broken: expect.stringContaining("syntax") },
  },
  unloadable: {
    text: "import './nowhere'; test('a', () => {});",
    outcome: { broken: expect.stringContaining("nowhere") },
  },
  unprepared: {
    text: "beforeAll(() => { throw new Error('no database'); }); test('a', () => {});",
    outcome: { broken: "no database" },
  },
  unknown: { text: "test('a', () => { nobody(); });", outcome: { broken: "ReferenceError: nobody is not defined" } },
  empty: { text: "", outcome: { broken: expect.stringContaining("No test suite found") } },
};

describe("a bug", () => {
  test("is found by a test that ran and failed, and by nothing else that makes vitest fail", () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "pipeline-outcomes-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    for (const [name, { text }] of Object.entries(FILES)) writeFileSync(path.join(folder, `${name}.test.js`), text);
    const vitest = path.join(projectRoot(), "node_modules/vitest/vitest.mjs");
    const file = path.join(folder, "report.json");
    const args = [vitest, "run", "--globals", "--reporter=json", `--outputFile=${file}`, `--root=${folder}`];
    const { status } = spawnSync(process.execPath, args, { cwd: folder, stdio: "ignore" });
    const report: { testResults: { name: string }[] } = JSON.parse(readFileSync(file, "utf8"));
    for (const [name, { outcome }] of Object.entries(FILES)) {
      const testResults = report.testResults.filter((one) => path.basename(one.name) === `${name}.test.js`);
      expect([name, testResults.length]).toEqual([name, 1]);
      expect([name, outcomeOf(status, JSON.stringify({ testResults }))]).toEqual([name, outcome]);
    }
    expect(outcomeOf(0, undefined)).toEqual({});
    expect(outcomeOf(1, undefined)).toEqual({ broken: "there is no report" });
  });

  test("that nobody notices, or whose tests do not run, fails the hunt by its name", () => {
    const bugs = seededBugs().slice(0, 3);
    const outcomes: Outcome[] = [{}, { failed: "a test" }, {}, { broken: "no such module" }];
    const copy = { apply: () => {}, mend: () => {}, run: () => outcomes.shift() ?? {} };
    const said: string[] = [];
    const failures = failuresOf(hunt(bugs, copy, (line) => said.push(line)));
    const [first, second, third] = bugs.map(({ name }) => name);
    expect(said).toEqual([`found  ${first}`, `MISSED ${second}`, `BROKEN ${third}`]);
    expect(failures).toEqual([`${second}: nobody noticed`, `${third}: its tests did not run: no such module`]);
    for (const outcome of [{ failed: "x" }, { broken: "x" }])
      expect(() => hunt(bugs, { ...copy, run: () => outcome }, () => {})).toThrow(
        "Without any bug a test fails already: x",
      );
  });
});
