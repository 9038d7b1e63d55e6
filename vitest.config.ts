import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { preferMemory } from "./packages/db/src/testing/memory.ts";

preferMemory();

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
// One database server for all of a run.
const database = {
  globalSetup: [here("packages/db/src/testing/global-setup.ts")],
  setupFiles: [here("packages/db/src/testing/clean-up.ts")],
  hookTimeout: 30_000,
  // What is waited for is not about speed: a busy machine takes its time.
  expect: { poll: { timeout: 10_000 } },
};
// A worker loads the application once and not for each file: half of the time. Whatever a file opens it closes (`afterFile`).
const shared = { isolate: false, testTimeout: 30_000 };
const inPackage = (name: string) => ({
  ...shared,
  name,
  root: `packages/${name}`,
  include: ["src/**/*.test.{ts,tsx}"],
});

// What begins last is waited for alone, and a fresh clone has no times of earlier runs to go by: projects with long files come
// first, and in each these, the longest first. A worker goes from file to file of one project.
const PROJECTS = ["tooling", "api", "db", "react", "core", "web", "e2e"];
const LONG = [
  "tooling/tests/types.test.ts",
  "tooling/tests/cli.test.ts",
  "tooling/tests/backup.test.ts",
  "tooling/tests/age.test.ts",
  "tooling/tests/previous-release.test.ts",
  "packages/api/src/crash/kill-points.test.ts",
  "packages/api/src/verify/verify.test.ts",
  "packages/api/src/crash/kills.test.ts",
  "packages/api/src/crash/many.test.ts",
  "packages/api/src/crash/restarts.test.ts",
  "packages/api/src/http/hostile/fuzz.test.ts",
  "packages/api/src/demo/load.test.ts",
  "packages/api/src/isolation.test.ts",
  "packages/api/src/http/process.test.ts",
  "packages/db/src/administrator.test.ts",
  "packages/db/src/embedded/start.test.ts",
  "packages/react/src/inbox/simulator.test.ts",
  "tooling/e2e/hostile.test.ts",
  "tooling/e2e/browser.test.ts",
].map(here);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = LONG.filter((file) => !existsSync(file));
    if (gone.length > 0) throw new Error(`The long tests of vitest.config.ts are not there: ${gone.join(", ")}`);
    const sorted = await super.sort(files);
    return sorted.sort(
      (a, b) =>
        rank(PROJECTS, a.project.name) - rank(PROJECTS, b.project.name) ||
        rank(LONG, a.moduleId) - rank(LONG, b.moduleId),
    );
  }
}

function rank(names: readonly string[], name: string): number {
  const place = names.indexOf(name);
  return place === -1 ? names.length : place;
}

export default defineConfig({
  test: {
    // One more than there are processors, since each waits for the database now and then; no more than that has connections for.
    maxWorkers: Math.min(availableParallelism() + 1, 4),
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: inPackage("core") },
      { test: { ...inPackage("db"), ...database } },
      { test: { ...inPackage("api"), ...database } },
      { test: { ...inPackage("react"), ...database, environment: "happy-dom" } },
      {
        resolve: { alias: { "@": here("apps/web/src") } },
        test: {
          ...shared,
          name: "web",
          root: "apps/web",
          include: ["src/**/*.test.{ts,tsx}"],
          environment: "happy-dom",
        },
      },
      {
        test: {
          ...shared,
          name: "tooling",
          root: "tooling",
          include: ["tests/**/*.test.ts"],
          ...database,
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: "e2e",
          root: "tooling",
          include: ["e2e/**/*.test.ts"],
          // Each file has a server and a browser of its own; after all others, whose number of workers is another.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
