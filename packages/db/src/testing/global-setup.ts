import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { openTestServer, type OpenServer } from "./server";

type Run = { server: Promise<OpenServer>; dataDir: string; users: number };

declare global {
  /** Of the run that goes on: each project loads this file for itself, and finds here what another has opened. */
  var pipelineTestRun: Run | undefined;
}

/** One database server for a whole run: the one of TEST_DATABASE_URL, else an embedded one of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const run = (globalThis.pipelineTestRun ??= begin());
  run.users += 1;
  const { access } = await run.server;
  project.provide("testServer", access);
  // Programs are of the sources as they are.
  project.onTestsRerun(() => rmSync(access.programs, { recursive: true, force: true }));
  return async () => {
    run.users -= 1;
    if (run.users > 0) return;
    globalThis.pipelineTestRun = undefined;
    await end(run);
  };
}

function begin(): Run {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "pipeline-test-"));
  return { server: openTestServer({ url: process.env["TEST_DATABASE_URL"] || undefined, dataDir }), dataDir, users: 0 };
}

async function end({ server, dataDir }: Run): Promise<void> {
  const opened = await server;
  const broken = await opened.unshardable();
  await opened.close();
  rmSync(dataDir, { recursive: true, force: true });
  // Fails the run.
  if (broken.length > 0)
    throw new Error(`In a database sharded by user these would not work:\n\n${broken.join("\n\n")}`);
}
