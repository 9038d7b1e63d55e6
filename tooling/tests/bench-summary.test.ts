import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { expect, test } from "vitest";

test("pnpm bench summary finds all ways agreed, prints its tables and writes what it found", () => {
  const main = path.join(projectRoot(), "tooling/src/bench/main.ts");
  const small = ["--records=100,300", "--others=2", "--projects=2", "--rounds=1", "--round-ms=5"];
  const output = execFileSync(process.execPath, ["--import", "tsx", main, "summary", ...small], { encoding: "utf8" });
  expect(output).toContain("costs.summary of 300 records, by type and local day");
  const [, file] = /all figures: (.+)/.exec(output) ?? [];
  const written = JSON.parse(readFileSync(file ?? "", "utf8"));
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
