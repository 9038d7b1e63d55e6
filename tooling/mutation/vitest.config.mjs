import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { subject } from "./subjects.mjs";

const inRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const database = {
  globalSetup: [inRoot("packages/db/src/testing/global-setup.ts")],
  setupFiles: [inRoot("packages/db/src/testing/clean-up.ts")],
};

export default defineConfig({
  test: {
    root: inRoot(subject.root),
    include: subject.tests,
    ...(subject.withDatabase && database),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    isolate: false,
    fileParallelism: false,
  },
});
