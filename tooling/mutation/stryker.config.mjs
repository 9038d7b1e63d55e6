import { name, subject } from "./subjects.mjs";

// `pnpm test:mutation`: each change of the code that no test notices is printed. Below 80 % it fails.
export default {
  mutate: subject.mutate,
  testRunner: "vitest",
  vitest: { configFile: "tooling/mutation/vitest.config.mjs", related: false },
  plugins: ["@stryker-mutator/vitest-runner"],
  coverageAnalysis: "perTest",
  concurrency: 1,
  reporters: ["clear-text", "json"],
  jsonReporter: { fileName: `.bench/mutation/${name}.json` },
  ignorePatterns: [".bench", ".data", "apps/web/.next", "docs"],
  timeoutMS: 60_000,
  thresholds: { high: 90, low: 80, break: 80 },
};
