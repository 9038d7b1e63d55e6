import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// One database server for the run of a project.
const database = {
  globalSetup: [fileURLToPath(new URL("packages/db/src/testing/global-setup.ts", import.meta.url))],
  testTimeout: 30_000,
  hookTimeout: 30_000,
  // What is waited for is not about speed: a busy machine takes its time.
  expect: { poll: { timeout: 10_000 } },
};
const inPackage = (name: string) => ({ name, root: `packages/${name}`, include: ["src/**/*.test.{ts,tsx}"] });

export default defineConfig({
  test: {
    projects: [
      { test: inPackage("core") },
      { test: { ...inPackage("db"), ...database } },
      { test: { ...inPackage("api"), ...database } },
      { test: { ...inPackage("react"), ...database, environment: "happy-dom" } },
      {
        resolve: { alias: { "@": fileURLToPath(new URL("apps/web/src", import.meta.url)) } },
        test: { name: "web", root: "apps/web", include: ["src/**/*.test.{ts,tsx}"], environment: "happy-dom" },
      },
      {
        test: { name: "tooling", root: "tooling", include: ["tests/**/*.test.ts"], ...database, testTimeout: 120_000 },
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
