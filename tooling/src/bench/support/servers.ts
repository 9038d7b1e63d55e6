import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { projectRoot } from "@pipeline/db";
import { startServer } from "../../../e2e/support/server";

/** A server in a process of its own. */
export type Serving = { readonly url: string; stop(): Promise<void> };
export type Servers = {
  /** The HTTP surface without Next. */
  readonly alone: Serving;
  /** The built application; undefined where it is not built. */
  readonly next: Serving | undefined;
  readonly note: string;
};

/** Serves the database under `dataDir` from two processes, as long as `work` takes. */
export async function withServers<T>(dataDir: string, work: (servers: Servers) => Promise<T>): Promise<T> {
  const settings = { DATA_DIR: dataDir, DEMO: "0", LOG_LEVEL: "error" };
  const built = statSync(path.join(projectRoot(), "apps/web/.next/BUILD_ID"), { throwIfNoEntry: false });
  const alone = await startAlone(settings);
  const next = built && (await startServer(settings));
  const note = built
    ? `Next serves the build of ${built.mtime.toISOString()}`
    : "Next is left out: the application is not built";
  try {
    return await work({ alone, next, note });
  } finally {
    await Promise.all([alone.stop(), next?.stop()]);
  }
}

/** The HTTP surface without Next. */
export function startAlone(settings: Record<string, string>): Promise<Serving> {
  return startScript(new URL("alone.ts", import.meta.url), { DATABASE_URL: "", ...settings });
}

/** Runs a script of ours that serves in a process of its own and says on its first line where. */
export async function startScript(
  script: URL,
  settings: Record<string, string>,
  args: readonly string[] = [],
): Promise<Serving> {
  const env = { ...process.env, NODE_ENV: "production", ...settings };
  const command = ["--import", "tsx", fileURLToPath(script), ...args];
  const child = spawn(process.execPath, command, { env, stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), "line"), exited]);
  if (typeof line !== "string") throw new Error("The server did not start.");
  return {
    url: line,
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}
