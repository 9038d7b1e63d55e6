import { name, subject } from "./subjects.mjs";

// `pnpm test:mutation`: each change of the code that no test notices is printed. Below 80 % it fails. For one file or some of
// its lines add `--mutate packages/api/src/budgets/chain.ts:12-27`; `--incremental` asks again only about what has changed.
export default {
  mutate: subject.mutate,
  testRunner: "vitest",
  vitest: { configFile: "tooling/mutation/vitest.config.mjs", related: false },
  plugins: ["@stryker-mutator/vitest-runner"],
  coverageAnalysis: "perTest",
  // Each has a database server of its own.
  concurrency: 2,
  reporters: ["clear-text", "json", "progress-append-only"],
  jsonReporter: { fileName: `.bench/mutation/${name}.json` },
  incrementalFile: `.bench/mutation/${name}-kept.json`,
  ignorePatterns: [".bench", ".data", "apps/web/.next", "docs"],
  // A busy machine is not to pass for a mutant that hangs.
  timeoutMS: 60_000,
  thresholds: { high: 90, low: 80, break: 80 },
};
