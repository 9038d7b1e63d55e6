import { randomBytes } from "node:crypto";
import { chown, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Binaries } from "./binaries";
import { run, type Identity } from "./identity";
import { exists } from "./processes";

/** Sort order and case rules come from PostgreSQL itself, so that they are the same on every machine. */
const LOCALE = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
const ABANDONED_MS = 10 * 60_000;

/** Throws when the cluster is of another major version, or the directory holds something else. */
export async function checkVersion(cluster: string, binaries: Binaries): Promise<void> {
  const entries = await readdir(cluster).catch(() => []);
  if (entries.length === 0) return;
  const version = await readFile(join(cluster, "PG_VERSION"), "utf8").catch(() => undefined);
  if (version === undefined) throw new Error(`${cluster} is not a database cluster: move it away.`);
  if (version.trim() === binaries.major) return;
  throw new Error(
    `${cluster} was made by PostgreSQL ${version.trim()}, this is PostgreSQL ${binaries.major}. ` +
      `Dump it with the version that made it, or set DATA_DIR to a new directory.`,
  );
}

/**
 * Makes the cluster unless it is there; true when it made it. It is made aside and renamed: one that was interrupted
 * never takes the name. Throws what initdb said when it failed.
 */
export async function ensureCluster(cluster: string, binaries: Binaries, identity: Identity): Promise<boolean> {
  if (await isMade(cluster)) return false;
  await sweep(cluster);
  const aside = `${cluster}.init-${process.pid}-${randomBytes(4).toString("hex")}`;
  try {
    await mkdir(aside, { mode: 0o700 });
    if (identity.account !== undefined) await chown(aside, identity.account.uid, identity.account.gid);
    const user = ["-U", "postgres", "-A", "trust"];
    await run(identity, binaries.initdb, ["-D", aside, ...user, "-E", "UTF8", ...LOCALE, "--no-instructions"]);
    await rename(aside, cluster);
    await flush(dirname(cluster));
    return true;
  } catch (error) {
    if (await isMade(cluster)) return false;
    throw error;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function isMade(cluster: string): Promise<boolean> {
  const found = await stat(join(cluster, "PG_VERSION")).catch(() => undefined);
  return found !== undefined;
}

/** Removes what launchers that died while making the cluster have left. */
async function sweep(cluster: string): Promise<void> {
  const parent = dirname(cluster);
  const prefix = `${basename(cluster)}.init-`;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const path = join(parent, name);
    const found = await stat(path).catch(() => undefined);
    const old = found === undefined || Date.now() - found.mtimeMs > ABANDONED_MS;
    const pid = Number.parseInt(name.slice(prefix.length), 10);
    // Its initdb may still be writing for a moment; what that leaves is for the next sweep.
    if (old || !exists(pid)) await rm(path, { recursive: true, force: true, maxRetries: 5 }).catch(() => {});
  }
}

async function flush(directory: string): Promise<void> {
  const handle = await open(directory);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
