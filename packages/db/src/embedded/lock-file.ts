import { readFile, stat, unlink, writeFile } from "node:fs/promises";
import { exists, isServerOf } from "./processes";

/** What a PostgreSQL lock file (`postmaster.pid` or a socket's `.lock`) says about its data directory. */
export type LockState =
  | { readonly state: "free" }
  | { readonly state: "stale"; readonly text: string }
  | { readonly state: "busy"; readonly pid: number | undefined }
  | {
      readonly state: "ready";
      readonly pid: number;
      readonly socketDir: string;
      readonly port: number;
    };

/** No system hands out a process id this high. */
const NOBODYS_PID = 99_999_999;
const WRITING_MS = 5_000;

/** Reads the lock file of the server of `cluster`, and looks whether its process still is that server. */
export async function readLock(file: string, cluster: string): Promise<LockState> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return { state: "free" };
  const [first = "", , , port = "", socketDir = "", , , status = ""] = text.split("\n");
  const pid = Math.abs(Number.parseInt(first, 10));
  if (!(pid > 0)) return (await isFresh(file)) ? { state: "busy", pid: undefined } : { state: "stale", text };
  if (!exists(pid)) return { state: "free" };
  if (!(await isServerOf(pid, cluster))) return { state: "stale", text };
  if (status.trim() !== "ready") return { state: "busy", pid };
  return { state: "ready", pid, socketDir, port: Number(port) };
}

/**
 * Frees a lock whose process id now belongs to somebody else, which PostgreSQL takes for a running server for ever.
 * The id is replaced and the rest kept: with it PostgreSQL finds workers that outlived their server, and waits.
 */
export async function releaseStale(file: string, cluster: string): Promise<void> {
  const lock = await readLock(file, cluster);
  if (lock.state !== "stale") return;
  if ((await readFile(file, "utf8").catch(() => undefined)) !== lock.text) return;
  const rest = lock.text.indexOf("\n");
  if (rest === -1) await unlink(file);
  else await writeFile(file, `${NOBODYS_PID}${lock.text.slice(rest)}`);
}

async function isFresh(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs < WRITING_MS;
}
