import { execFileSync } from "node:child_process";
import os from "node:os";
import { projectRoot } from "@pipeline/db";

/** Where and when figures came about. */
export type Machine = {
  readonly at: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly platform: string;
  readonly node: string;
  /** Of the sources, with `+` when they are changed. */
  readonly commit: string;
  /** Processes that want to run: over 1, 5 and 15 minutes. */
  readonly load: readonly number[];
};

/** The machine as it is now. */
export function machine(): Machine {
  return {
    at: new Date().toISOString(),
    cpu: os.cpus()[0]?.model.trim() ?? "unknown",
    cores: os.availableParallelism(),
    memoryGb: Math.round(os.totalmem() / 1e9),
    platform: `${os.platform()} ${os.release()} ${os.arch()}`,
    node: process.versions.node,
    commit: commit(),
    load: os.loadavg().map((load) => Math.round(load * 100) / 100),
  };
}

function git(...args: string[]): string {
  return execFileSync("git", args, { cwd: projectRoot(), encoding: "utf8", stdio: "pipe" }).trim();
}

function commit(): string {
  try {
    return `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain") === "" ? "" : "+"}`;
  } catch {
    return "unknown";
  }
}
