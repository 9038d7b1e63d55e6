import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { expect, test } from "vitest";

test("pnpm bench ingest measures every way of recording, and finds each cost once afterwards", () => {
  const main = path.join(projectRoot(), "tooling/src/bench/main.ts");
  const small = ["--rounds=1", "--round-ms=30", "--bulk=200", "--no-pgbench"];
  const output = execFileSync(process.execPath, ["--import", "tsx", main, "ingest", ...small], { encoding: "utf8" });
  const [, file] = /all figures: (.+)/.exec(output) ?? [];
  const { facts, tables } = JSON.parse(readFileSync(file ?? "", "utf8"));
  expect(facts.measured).toHaveLength(12);
  expect(facts.records).toBeGreaterThan(0);
  const goals = tables.flatMap((table: { rows: { goal?: string }[] }) => table.rows.flatMap(({ goal }) => goal ?? []));
  expect(goals).toHaveLength(3);
});
