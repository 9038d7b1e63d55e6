import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { promisify } from "node:util";

/** True while the process exists, also as a zombie and also when it belongs to another user. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** True when `pid` is a living PostgreSQL server (not one of its workers) of this data directory. */
export async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  const read = process.platform === "linux" ? fromProc : fromPs;
  const found = await read(pid, cluster).catch(() => undefined);
  if (found === undefined || /^[ZX]/.test(found.state)) return false;
  if (basename(found.program) !== "postgres") return false;
  return found.namesCluster || (await worksIn(pid, cluster));
}

type Found = { state: string; program: string; namesCluster: boolean };

async function fromProc(pid: number, cluster: string): Promise<Found> {
  const status = await readFile(`/proc/${pid}/stat`, "utf8");
  const command = (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0");
  const state = status.slice(status.lastIndexOf(")") + 2);
  return { state, program: command[0] ?? "", namesCluster: command.includes(cluster) };
}

async function fromPs(pid: number, cluster: string): Promise<Found> {
  const columns = ["-ww", "-o", "stat=", "-o", "command=", "-p", String(pid)];
  const { stdout } = await promisify(execFile)("ps", columns);
  const [, state = "", command = ""] = /^\s*(\S+)\s+(.*)$/m.exec(stdout) ?? [];
  return {
    state,
    program: command.split(" -")[0] ?? "",
    namesCluster: `${command} `.includes(` ${cluster} `),
  };
}

/** By inode, so that a directory mounted under two paths is one. Linux only; false where it may not be read. */
async function worksIn(pid: number, directory: string): Promise<boolean> {
  try {
    const [theirs, ours] = await Promise.all([stat(`/proc/${pid}/cwd`), stat(directory)]);
    return theirs.ino === ours.ino && theirs.dev === ours.dev;
  } catch {
    return false;
  }
}
