import { execFile, type ExecFileException } from "node:child_process";
import { chmod, readFile, stat } from "node:fs/promises";
import type { Binaries } from "./binaries";

/** The user PostgreSQL runs as: it refuses to be root. */
export type Identity = {
  /** The command put in front of PostgreSQL's own. */
  readonly prefix: readonly string[];
  /** The account that is switched to, and that owns the files; undefined: this process's own. */
  readonly account: { readonly uid: number; readonly gid: number } | undefined;
};

const SELF: Identity = { prefix: [], account: undefined };
/** Root under another name: nothing changes hands, and directories closed to others stay readable. */
const RENAMED: Identity = {
  prefix: ["unshare", "-U", "--map-user=65534", "--map-group=65534", "--"],
  account: undefined,
};
/**
 * Nothing is taken over from this process: no PG* setting may leak in, and messages must be English.
 * NODE_ENV is here for the types alone: Next declares that every environment has it.
 */
const ENVIRONMENT = {
  PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
  LC_ALL: "C",
  NODE_ENV: "production",
} as const;

/** What `spawn` needs, beside the command, to run as `identity`. */
export function spawnOptions({ account }: Identity) {
  return { cwd: "/", env: ENVIRONMENT, ...account };
}

/** Runs a program as `identity` until it ends; answers its output. Throws with its error output. */
export function run(identity: Identity, program: string, args: readonly string[]): Promise<string> {
  const [file = program, ...rest] = [...identity.prefix, program, ...args];
  return new Promise((resolve, reject) => {
    execFile(file, rest, spawnOptions(identity), (error: ExecFileException | null, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(stderr.trim() || `${file} is not allowed`, { cause: error }));
    });
  });
}

/**
 * Chooses whom PostgreSQL runs as: the owner of an existing cluster, else this user, or as root a stand-in.
 * Throws when nobody can run it here, with the reasons.
 */
export async function chooseIdentity(dataDir: string, cluster: string, binaries: Binaries): Promise<Identity> {
  const reasons = new Set<string>();
  for (const identity of await candidates(dataDir, cluster)) {
    try {
      if (identity.account !== undefined) await letThrough(dataDir, identity.account.uid);
      await run(identity, "sh", ["-c", PROBE, "sh", dataDir, cluster, binaries.postgres]);
      return identity;
    } catch (error) {
      reasons.add(error instanceof Error ? error.message : String(error));
    }
  }
  const reason = isMusl() ? "it needs glibc, and this system has another C library" : [...reasons].join("; ");
  throw new Error(
    `The embedded PostgreSQL cannot run here: ${reason}. ` +
      `Start as an ordinary user who owns ${dataDir} and may read this project, or set DATABASE_URL.`,
  );
}

/** Making a cluster needs an account with a name, running one does not. */
const PROBE = 'cd "$1" && { [ -e "$2/PG_VERSION" ] || id -un >/dev/null; } && exec "$3" --version';

async function candidates(dataDir: string, cluster: string): Promise<Identity[]> {
  const self = process.getuid?.();
  const held = await stat(cluster).catch(() => undefined);
  if (self !== 0) {
    if (held === undefined || held.uid === self) return [SELF, RENAMED];
    throw new Error(`${cluster} belongs to user ${held.uid}: start as that user, or set DATA_DIR or DATABASE_URL.`);
  }
  const { uid, gid } = held ?? (await stat(dataDir));
  const owner: Identity[] = uid === 0 ? [] : [{ prefix: [], account: { uid, gid } }];
  if (held !== undefined) return uid === 0 ? [RENAMED] : owner;
  return [...owner, RENAMED, ...(await nobody())];
}

async function nobody(): Promise<Identity[]> {
  const accounts = await readFile("/etc/passwd", "utf8").catch(() => "");
  const [, uid, gid] = /^nobody:[^:]*:(\d+):(\d+):/m.exec(accounts) ?? [];
  return uid === undefined ? [] : [{ prefix: [], account: { uid: Number(uid), gid: Number(gid) } }];
}

/** Another account has to pass the directory above its own; it still cannot list it. */
async function letThrough(dataDir: string, uid: number): Promise<void> {
  const { mode, uid: owner } = await stat(dataDir);
  if (owner !== uid) await chmod(dataDir, (mode & 0o7777) | 0o011);
}

function isMusl(): boolean {
  return process.platform === "linux" && !JSON.stringify(process.report.getReport()).includes("glibcVersionRuntime");
}
