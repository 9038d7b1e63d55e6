import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { expect, test } from "vitest";

test("pnpm bench records measures each page beside OFFSET and the bare query, and writes what it found", () => {
  const main = path.join(projectRoot(), "tooling/src/bench/main.ts");
  const small = ["--rows=3000", "--page=3", "--rounds=1", "--round-ms=30"];
  const output = execFileSync(process.execPath, ["--import", "tsx", main, "records", ...small], { encoding: "utf8" });
  expect(output).toMatch(/x bare (met|missed)/);
  const [, file] = /all figures: (.+)/.exec(output) ?? [];
  const { facts, tables } = JSON.parse(readFileSync(file ?? "", "utf8"));
  expect(facts).toMatchObject({ rows: 3000, page: 3, seed: 1 });
  // Three lists, two pages of each, three ways.
  expect(facts.measured).toHaveLength(18);
  expect(tables.map(({ rows }: { rows: unknown[] }) => rows.length)).toEqual([6, 6, 6]);
});
