import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { projectRoot } from "@pipeline/db";
import { bundled, freePort } from "@pipeline/db/testing";

type Child = ChildProcessByStdio<null, Readable, null>;

/** A server in a process of its own, on a port it keeps, that can be killed and started again. */
export type ServerProcess = {
  readonly url: string;
  readonly port: number;
  /** The lines it has written in all its lives: what it complains of, and as much more as LOG_LEVEL asks for. */
  readonly complaints: readonly string[];
  /** Resolves when it is ready, at once where it runs, or when it was killed. Throws when it ends by itself. */
  start(): Promise<void>;
  /** By SIGKILL; resolves when it has ended. */
  kill(): Promise<void>;
  /** By SIGTERM; how it ended (null: by another signal), and after how long. */
  stop(): Promise<{ code: number | null; ms: number }>;
  /** Kills it for good; to be called when the tests are over. */
  end(): Promise<void>;
};

const SECRET = "a secret for tests only, 32 characters";
const SERVER = "packages/api/src/http/testing/server.ts";

/** One that does not run yet; of another release where `root` is a folder that holds it. */
export async function createServerProcess(
  settings: Record<string, string>,
  root: string = projectRoot(),
): Promise<ServerProcess> {
  const script = await bundled(pathToFileURL(path.join(root, SERVER)));
  const port = await freePort();
  const env = {
    ...process.env,
    BETTER_AUTH_SECRET: SECRET,
    PORT: `${port}`,
    LOG_LEVEL: "error",
    DEMO: "0",
    ...settings,
  };
  const complaints: string[] = [];
  let child: Child | undefined;
  let exited: Promise<unknown[]> = Promise.resolve([null]);

  async function kill(): Promise<void> {
    child?.kill("SIGKILL");
    await exited;
  }
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    complaints,
    async start() {
      if (child?.exitCode === null && child.signalCode === null) return;
      child = spawn(process.execPath, [script], { cwd: root, env, stdio: ["ignore", "pipe", "inherit"] });
      exited = once(child, "exit");
      const output = createInterface({ input: child.stdout });
      const ready = new Promise<undefined>((resolve) => {
        output.on("line", (line) => {
          if (line === "ready") resolve(undefined);
          else if (line !== "listening") complaints.push(line);
        });
      });
      const ended = await Promise.race([ready, exited]);
      if (typeof ended?.[0] === "number") throw new Error(`The server ended with ${ended[0]}.`);
    },
    kill,
    async stop() {
      const started = performance.now();
      child?.kill("SIGTERM");
      const [code] = await exited;
      return { code: typeof code === "number" ? code : null, ms: performance.now() - started };
    },
    end: kill,
  };
}
