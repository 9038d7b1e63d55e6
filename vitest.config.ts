import { defineConfig } from "vitest/config";

// A project a package; those that meet a database start one server for the run.
export default defineConfig({
  test: {
    projects: [
      { test: { name: "core", root: "packages/core", include: ["src/**/*.test.ts"] } },
      { test: { name: "db", root: "packages/db", include: ["src/**/*.test.ts"], globalSetup: ["./src/testing/global-setup.ts"], testTimeout: 30_000, hookTimeout: 30_000 } },
      { test: { name: "api", root: "packages/api", include: ["src/**/*.test.ts"], globalSetup: ["../db/src/testing/global-setup.ts"], testTimeout: 30_000, hookTimeout: 30_000 } },
      {
        test: {
          name: "react",
          root: "packages/react",
          include: ["src/**/*.test.{ts,tsx}"],
          environment: "happy-dom",
          globalSetup: ["../db/src/testing/global-setup.ts"],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      { test: { name: "web", root: "apps/web", include: ["src/**/*.test.{ts,tsx}"], environment: "happy-dom" } },
      { test: { name: "tooling", root: "tooling", include: ["tests/**/*.test.ts"], globalSetup: ["../packages/db/src/testing/global-setup.ts"], testTimeout: 60_000, hookTimeout: 60_000 } },
      { test: { name: "e2e", root: "tooling", include: ["e2e/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 180_000, fileParallelism: false } },
    ],
  },
});
