import { expect, test } from "vitest";
import * as benchmark from "../src/bench/meter";
import { runBenchmark } from "./support/benchmark";

test("pnpm bench meter closes quarter hours both ways, to the same digit, and writes what it found", async () => {
  const small = ["--jobs=12", "--users=4", "--budgets=2", "--rounds=1"];
  const { output, written } = await runBenchmark(benchmark, small);
  expect(output).toContain("Closing a quarter hour of 12 running jobs");
  expect(written.facts).toMatchObject({ jobs: 12, users: 4 });
  // A closing to warm up and a measured one.
  expect(written.facts.written.records).toMatch(/^24 = \d+\.\d{12}, /);
  expect(written.facts.measured).toMatchObject([
    { name: "due work", calls: 1 },
    { name: "one statement", calls: 1 },
  ]);
}, 30_000);
