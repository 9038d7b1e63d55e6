import { createHash } from "node:crypto";
import { chown, lstat, mkdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Identity } from "./identity";

export const PORT = 5432;
/** The shortest limit of a socket's path (macOS); Linux has 107. */
const LONGEST = 103;

/** The socket of a server; the file beside it ending in `.lock` is its lock file. */
export function socketPath(socketDir: string, port: number): string {
  return join(socketDir, `.s.PGSQL.${port}`);
}

/** The socket directory of a data directory: short, since a data directory may lie too deep for a socket. */
export function socketDirOf(dataDir: string): string {
  const name = `pipeline-${createHash("sha256").update(dataDir).digest("hex").slice(0, 12)}`;
  const inTemp = join(tmpdir(), name);
  return socketPath(inTemp, PORT).length <= LONGEST ? inTemp : join("/tmp", name);
}

/** Makes the socket directory, closed to all others. Throws when another user has taken the name. */
export async function ensureSocketDir(path: string, { account }: Identity): Promise<void> {
  const uid = account?.uid ?? process.getuid?.() ?? 0;
  const found = await lstat(path).catch(() => undefined);
  if (found?.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0) return;
  try {
    if (found !== undefined) await rm(path, { recursive: true });
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const now = await lstat(path).catch(() => undefined);
    if (now?.isDirectory() && now.uid === uid) return;
    throw new Error(`${path} is in the way of the database's socket: remove it.`, { cause: error });
  }
  if (account !== undefined) await chown(path, account.uid, account.gid);
}

/** True when a server accepts connections on the socket. */
export function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}
