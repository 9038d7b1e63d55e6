import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { expect, test } from "vitest";

test("pnpm bench meter closes quarter hours both ways, to the same digit, and writes what it found", () => {
  const main = path.join(projectRoot(), "tooling/src/bench/main.ts");
  const small = ["--jobs=12", "--users=4", "--budgets=2", "--rounds=1"];
  const output = execFileSync(process.execPath, ["--import", "tsx", main, "meter", ...small], { encoding: "utf8" });
  expect(output).toContain("Closing a quarter hour of 12 running jobs");
  const [, file] = /all figures: (.+)/.exec(output) ?? [];
  const written = JSON.parse(readFileSync(file ?? "", "utf8"));
  expect(written.facts).toMatchObject({ jobs: 12, users: 4 });
  // A closing to warm up and a measured one.
  expect(written.facts.written.records).toMatch(/^24 = \d+\.\d{12}, /);
  expect(written.facts.measured).toMatchObject([
    { name: "due work", calls: 1 },
    { name: "one statement", calls: 1 },
  ]);
}, 30_000);
