import { expect, test } from "vitest";
import * as benchmark from "../src/bench/summary";
import { runBenchmark } from "./support/benchmark";

test("pnpm bench summary finds all ways agreed, prints its tables and writes what it found", async () => {
  const small = ["--records=100,300", "--others=2", "--projects=2", "--rounds=1", "--round-ms=5"];
  const { output, written } = await runBenchmark(benchmark, small);
  expect(output).toContain("costs.summary of 300 records, by type and local day");
  expect(written.facts).toMatchObject({ records: [100, 300], others: 2, projects: 2, seed: 1 });
  expect(written.facts.accounts).toMatchObject([{ quarters: 100 }, { quarters: 300 }]);
  const names: string[] = written.facts.measured.map(({ name }: { name: string }) => name);
  expect(names.toSorted()).toEqual(
    [100, 300]
      .flatMap((records) => ["month", "year"].map((window) => ({ records, window })))
      .flatMap(({ records, window }) => [
        ...["verb", "bare", "grouped", "job", "outcome", "reduced"].map(
          (way) => `${window}, own zone, ${records} records: ${way}`,
        ),
        ...["verb", "bare", "grouped"].map((way) => `${window}, other zone, ${records} records: ${way}`),
      ])
      .toSorted(),
  );
});
