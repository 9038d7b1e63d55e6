import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { preferMemory } from "../../packages/db/src/testing/memory.ts";
import { subject } from "./subjects.mjs";

preferMemory();

const inRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const database = {
  globalSetup: [inRoot("packages/db/src/testing/global-setup.ts")],
  setupFiles: [inRoot("packages/db/src/testing/clean-up.ts")],
};

/**
 * A statement is built by the first test that sends it, and kept: that test alone would be asked about a mutant in it. Here
 * every test builds its own.
 */
const forgetful = {
  name: "forgetful-statements",
  transform(code, id) {
    if (!id.endsWith("packages/db/src/statement.ts")) return undefined;
    const forgotten = code.replace("prepared.set(dialect, known);", "");
    if (forgotten === code) throw new Error("Statements are kept in another way than the mutants know.");
    return forgotten;
  },
};

export default defineConfig({
  plugins: [forgetful],
  test: {
    root: inRoot(subject.root),
    include: subject.tests,
    ...(subject.withDatabase && database),
    // Storms are as small as they get: each mutant asks them anew.
    env: { TRIALS: "1", REVOCATIONS: "2" },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    isolate: false,
    fileParallelism: false,
  },
});
