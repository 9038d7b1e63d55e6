import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { expect, test } from "vitest";

test("pnpm bench http asks servers that answer alike, and writes how many questions each answered", () => {
  const main = path.join(projectRoot(), "tooling/src/bench/main.ts");
  const small = ["--users=2", "--records=50", "--rounds=1", "--round-ms=60", "--at-once=2", "--no-next"];
  const output = execFileSync(process.execPath, ["--import", "tsx", main, "http", ...small], { encoding: "utf8" });
  expect(output).toMatch(/0\.5 (met|missed)/);
  const [, file] = /all figures: (.+)/.exec(output) ?? [];
  const { facts, tables } = JSON.parse(readFileSync(file ?? "", "utf8"));
  expect(facts).toMatchObject({ users: 2, records: 50 });
  // Three questions to three servers.
  expect(facts.measured).toHaveLength(9);
  expect(tables.map(({ title }: { title: string }) => title)).toEqual([
    "idle poll",
    "list of 20",
    "summary of a month",
  ]);
});
