import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { openTestServer } from "./server";

/** One database server for a whole test run: the one of TEST_DATABASE_URL, else an embedded one of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "pipeline-test-"));
  const server = await openTestServer({ url: process.env["TEST_DATABASE_URL"] || undefined, dataDir });
  project.provide("testServer", server.access);
  return async () => {
    const broken = await server.unshardable();
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
    // Fails the run.
    if (broken.length > 0)
      throw new Error(`In a database sharded by user these would not work:\n\n${broken.join("\n\n")}`);
  };
}
