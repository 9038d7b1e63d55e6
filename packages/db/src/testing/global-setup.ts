import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { openTestServer } from "./server";

const CLEAN_UP = fileURLToPath(new URL("clean-up.ts", import.meta.url));

/**
 * One database server for a whole test run, where a project asks for one by cleaning up after its files: the one of
 * TEST_DATABASE_URL, else an embedded one of its own.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (!project.vitest.projects.some(({ config }) => config.setupFiles.includes(CLEAN_UP))) return undefined;
  const dataDir = mkdtempSync(path.join(quickFolder(), "pipeline-test-"));
  const server = await openTestServer({ url: process.env["TEST_DATABASE_URL"] || undefined, dataDir });
  project.provide("testServer", server.access);
  // Programs are of the sources as they are.
  project.onTestsRerun(() => rmSync(server.access.programs, { recursive: true, force: true }));
  return async () => {
    const broken = await server.unshardable();
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
    // Fails the run.
    if (broken.length > 0)
      throw new Error(`In a database sharded by user these would not work:\n\n${broken.join("\n\n")}`);
  };
}

const MEMORY = "/dev/shm";
const ENOUGH_BYTES = 4e9;

/** Memory where there is enough of it: each test file has a database of its own, a thousand small files that a disk takes a while to make. */
function quickFolder(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > ENOUGH_BYTES ? MEMORY : os.tmpdir();
  } catch {
    // Linux has it.
    return os.tmpdir();
  }
}
