import { expect, test } from "vitest";
import * as benchmark from "../src/bench/records";
import { runBenchmark } from "./support/benchmark";

test("pnpm bench records measures each page beside OFFSET and the bare query, and writes what it found", async () => {
  const small = ["--rows=3000", "--page=3", "--rounds=1", "--round-ms=30"];
  const { output, written } = await runBenchmark(benchmark, small);
  expect(output).toMatch(/x bare (met|missed)/);
  const { facts, tables } = written;
  expect(facts).toMatchObject({ rows: 3000, page: 3, seed: 1 });
  // Three lists, two pages of each, three ways.
  expect(facts.measured).toHaveLength(18);
  expect(tables.map(({ rows }: { rows: unknown[] }) => rows.length)).toEqual([6, 6, 6]);
});
