import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { projectRoot } from "@pipeline/db";
import { type Started, startOnce } from "./starts";

/** `npm start` in a clone of the latest commit: it installs from the package store of this machine, builds and starts. */
export function coldStart(): Promise<Started> {
  return inClone((root) => startOnce({ root, dataDir: path.join(root, ".data") }));
}

/** How many minutes `npm test` takes in a clone. Throws when a test fails. */
export function testRun(): Promise<number> {
  return inClone((root) => {
    const began = performance.now();
    execFileSync(process.execPath, [path.join(root, "tooling/run.mjs"), "test"], { cwd: root, stdio: "ignore" });
    return Promise.resolve((performance.now() - began) / 60_000);
  });
}

async function inClone<T>(work: (root: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "pipeline-clone-"));
  try {
    execFileSync("git", ["clone", "--quiet", "--depth=1", `file://${projectRoot()}`, folder]);
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
