import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { expect, test } from "vitest";

test("pnpm bench live measures ever more streams on both servers, and writes what it found", () => {
  const main = path.join(projectRoot(), "tooling/src/bench/main.ts");
  const small = ["--streams=1,6", "--users=3", "--rounds=1", "--round-ms=30"];
  const output = execFileSync(process.execPath, ["--import", "tsx", main, "live", ...small], { encoding: "utf8" });
  expect(output).toContain("bare node:http");
  const [, file] = /all figures: (.+)/.exec(output) ?? [];
  const { facts, tables } = JSON.parse(readFileSync(file ?? "", "utf8"));
  expect(facts).toMatchObject({ streams: [1, 6], users: 3 });
  // Two sizes, two servers, one event or all at once.
  expect(facts.measured).toHaveLength(8);
  expect(facts.memory.after[0].heap).toBeGreaterThan(0);
  const [latencies, memory] = tables;
  expect(latencies.rows.map(({ streams }: { streams: number }) => streams)).toEqual([1, 1, 6, 6]);
  expect(memory.rows).toHaveLength(2);
});
