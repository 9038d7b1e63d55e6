import { expect, test } from "vitest";
import * as benchmark from "../src/bench/live";
import { runBenchmark, asksServers } from "./support/benchmark";

test.runIf(asksServers)(
  "pnpm bench live measures ever more streams on both servers, and writes what it found",
  async () => {
    const small = ["--streams=1,6", "--users=3", "--rounds=1", "--round-ms=30"];
    const { output, written } = await runBenchmark(benchmark, small);
    expect(output).toContain("bare node:http");
    const { facts, tables } = written;
    expect(facts).toMatchObject({ streams: [1, 6], users: 3 });
    // Two sizes, two servers, one event or all at once.
    expect(facts.measured).toHaveLength(8);
    expect(facts.memory.after[0].heap).toBeGreaterThan(0);
    const [latencies, memory] = tables;
    expect(latencies.rows.map(({ streams }: { streams: number }) => streams)).toEqual([1, 1, 6, 6]);
    expect(memory.rows).toHaveLength(2);
  },
);
