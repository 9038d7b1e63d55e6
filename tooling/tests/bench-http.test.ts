import { expect, test } from "vitest";
import * as benchmark from "../src/bench/http";
import { runBenchmark, asksServers } from "./support/benchmark";

test.runIf(asksServers)(
  "pnpm bench http asks servers that answer alike, and writes how many questions each answered",
  async () => {
    const small = ["--users=2", "--records=50", "--rounds=1", "--round-ms=60", "--at-once=2", "--no-next"];
    const { output, written } = await runBenchmark(benchmark, small);
    expect(output).toMatch(/0\.5 (met|missed)/);
    const { facts, tables } = written;
    expect(facts).toMatchObject({ users: 2, records: 50 });
    // Three questions to three servers.
    expect(facts.measured).toHaveLength(9);
    expect(tables.map(({ title }: { title: string }) => title)).toEqual([
      "idle poll",
      "list of 20",
      "summary of a month",
    ]);
  },
);
