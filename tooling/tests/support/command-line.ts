import { execFile } from "node:child_process";
import { projectRoot } from "@pipeline/db";
import { bundled } from "@pipeline/db/testing";

export type Outcome = { code: number; stdout: string; stderr: string };

export const MAIN = new URL("../../src/cli/main.ts", import.meta.url);

/** Runs the command line in a process of its own, with these settings and no others. */
export async function commandLine(env: Record<string, string>, ...args: string[]): Promise<Outcome> {
  const program = await bundled(MAIN);
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { cwd: projectRoot(), env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}
