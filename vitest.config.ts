import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
// One database server for the run of a project.
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

export default defineConfig({
  test: {
    // One more than there are processors, since each waits for the database now and then; no more than that has connections for.
    maxWorkers: Math.min(availableParallelism() + 1, 4),
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
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
