import { chownSync, mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** Who runs a server of a test's own: PostgreSQL and PgBouncer refuse to run as root. */
export const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** A new folder of that account's. */
export function makeFolder(prefix: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), prefix));
  give(folder);
  return folder;
}

/** Writes a file that this account alone may read; answers its path. */
export function writePrivate(folder: string, name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text, { mode: 0o600 });
  give(file);
  return file;
}

function give(file: string): void {
  const { uid, gid } = account;
  if (uid !== undefined && gid !== undefined) chownSync(file, uid, gid);
}
