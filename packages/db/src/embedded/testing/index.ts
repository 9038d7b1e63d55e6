import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { onTestFinished } from "vitest";
import type { EmbeddedServer } from "../index";
import { bundled } from "../../testing/bundled";
import { poll } from "../poll";
import { exists } from "../processes";
import { socketDirOf } from "../socket";

const REPOSITORY = fileURLToPath(new URL("../../../../..", import.meta.url));
const LAUNCHER = new URL("./launcher.ts", import.meta.url);

/** A data directory of this test, removed with its socket directory when the test and its server have ended. */
export async function newDataDir(...below: string[]): Promise<string> {
  const temp = await realpath(await mkdtemp(join(tmpdir(), "embedded-")));
  const dataDir = join(temp, ...below);
  onTestFinished(async () => {
    await eventually(async () => {
      const pid = await serverPid(dataDir);
      return pid === undefined || !exists(pid);
    });
    await rm(temp, { recursive: true, force: true, maxRetries: 5 });
    await rm(socketDirOf(dataDir), { recursive: true, force: true });
  });
  return dataDir;
}

/** Another process that starts the server. `owned` answers when it is up, and rejects when it ends before. */
export async function runLauncher(dataDir: string) {
  const child = spawn(process.execPath, [await bundled(LAUNCHER), dataDir], {
    cwd: REPOSITORY,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const up = once(createInterface({ input: child.stdout }), "line");
  return {
    owned: async (): Promise<boolean> => {
      const [line] = await Promise.race([up, ended]);
      if (line !== "owned" && line !== "joined") throw new Error("The launcher ended too early");
      return line === "owned";
    },
    stop: async () => {
      child.stdin.end("stop\n");
      await ended;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Waits for a condition. Throws when it does not come true. */
export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  const probe = async () => ((await condition()) ? true : undefined);
  const answer = await poll(probe, { timeoutMs: 15_000, everyMs: 5 });
  if (answer === undefined) throw new Error(`This did not come true: ${String(condition)}`);
}

/** The process id in the server's lock file; undefined when there is none. */
export async function serverPid(dataDir: string): Promise<number | undefined> {
  const text = await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8").catch(() => "");
  return Number.parseInt(text, 10) || undefined;
}

/** One row, asked for with a connection of its own. */
export async function ask(
  server: Pick<EmbeddedServer, "connection">,
  query: string,
): Promise<postgres.Row | undefined> {
  const sql = postgres({ ...server.connection, user: "postgres", database: "postgres", max: 1 });
  try {
    const rows: postgres.Row[] = await sql.unsafe(query);
    return rows[0];
  } finally {
    await sql.end();
  }
}

/** Where interrupted launchers made their clusters. */
export async function asides(dataDir: string): Promise<string[]> {
  return (await readdir(dataDir)).filter((name) => name.includes(".init-"));
}
