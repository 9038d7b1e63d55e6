import { execFile } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { account, makeFolder } from "./account";
import { freePort } from "./free-port";

const run = promisify(execFile);
const PROGRAMS = "/usr/lib/postgresql/15/bin";

/** Whether Debian's PostgreSQL 15 is here. */
export const hasPg15 = existsSync(path.join(PROGRAMS, "initdb"));

/** A PostgreSQL 15 as a distribution has it; it listens on its folder's socket and on a port of 127.0.0.1. */
export type Pg15 = {
  readonly folder: string;
  readonly port: number;
  /** A URL of a login without a password over the socket. */
  url(user: string, database: string): string;
  /** A standby of this server that follows it. */
  follow(settings?: readonly string[]): Promise<Pg15>;
  /** Starts it again after `stop`. */
  start(): Promise<void>;
  stop(mode?: "fast" | "immediate"): Promise<void>;
  /** Stops it and removes its files. */
  end(): Promise<void>;
};

export type Pg15Options = {
  readonly settings?: (folder: string) => readonly string[];
  /** Called with the folder before the server starts. */
  readonly prepare?: (folder: string) => Promise<void>;
};

/** Makes and starts a server of a test's own, with an administrator `postgres`. */
export async function startPg15(options: Pg15Options = {}): Promise<Pg15> {
  const folder = makeFolder("pipeline-pg15-");
  const initdb = ["-D", path.join(folder, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"];
  await call(folder, "initdb", ...initdb);
  await options.prepare?.(folder);
  return serve(folder, options.settings?.(folder) ?? []);
}

async function serve(folder: string, settings: readonly string[]): Promise<Pg15> {
  const port = await freePort();
  const data = path.join(folder, "data");
  const all = ["listen_addresses=127.0.0.1", "fsync=off", "max_connections=100", ...settings];
  const flags = `-k ${folder} -p ${port} ${all.map((setting) => `-c ${setting}`).join(" ")}`;
  const start = async () => {
    await call(folder, "pg_ctl", "-D", data, "-w", "-l", path.join(folder, "log"), "-o", flags, "start");
  };
  const stop = async (mode = "fast") => {
    await call(folder, "pg_ctl", "-D", data, "-w", "-m", mode, "stop");
  };
  await start();
  return {
    folder,
    port,
    url: (user, database) => `postgres://${user}@localhost:${port}/${database}?host=${folder}`,
    async follow(more = []) {
      const other = makeFolder("pipeline-pg15-");
      const from = ["-h", folder, "-p", `${port}`, "-U", "postgres", "--checkpoint=fast", "--write-recovery-conf"];
      await call(other, "pg_basebackup", "-D", path.join(other, "data"), ...from);
      return serve(other, more);
    },
    start,
    stop,
    async end() {
      await stop("immediate").catch(() => {});
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs one of its programs. */
function call(folder: string, program: string, ...args: string[]) {
  const env = { PATH: process.env["PATH"], LC_ALL: "C", NODE_ENV: "test" as const };
  return run(path.join(PROGRAMS, program), args, { ...account, cwd: folder, env });
}
