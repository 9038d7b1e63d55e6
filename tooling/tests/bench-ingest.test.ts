import { expect, test } from "vitest";
import * as benchmark from "../src/bench/ingest";
import { runBenchmark, asksServers } from "./support/benchmark";

test.runIf(asksServers)(
  "pnpm bench ingest measures every way of recording, and finds each cost once afterwards",
  async () => {
    const small = ["--rounds=1", "--round-ms=30", "--bulk=200", "--no-pgbench"];
    const { written } = await runBenchmark(benchmark, small);
    const { facts, tables } = written;
    expect(facts.measured).toHaveLength(12);
    expect(facts.records).toBeGreaterThan(0);
    const goals = tables.flatMap((table: { rows: { goal?: string }[] }) =>
      table.rows.flatMap(({ goal }) => goal ?? []),
    );
    expect(goals).toHaveLength(3);
  },
);
