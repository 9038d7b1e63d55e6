import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A server in a process of its own. */
export type Script = {
  /** What it said on its first line: where it is. */
  readonly url: string;
  /** What it keeps, in bytes, after its garbage was collected. */
  memory(): Promise<NodeJS.MemoryUsage>;
  stop(): Promise<void>;
};

const MEMORY = new URL("memory-on-request.ts", import.meta.url).href;

/** Starts a script that says on its first line where it serves. */
export async function startScript(
  script: URL,
  env: Record<string, string>,
  args: readonly string[] = [],
): Promise<Script> {
  const flags = ["--expose-gc", "--import", "tsx", "--import", MEMORY, fileURLToPath(script), ...args];
  const child = spawn(process.execPath, flags, {
    env: { ...process.env, NODE_ENV: "production", DATABASE_URL: "", ...env },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const exited = once(child, "exit");
  const [line] = child.stdout
    ? await Promise.race([once(createInterface({ input: child.stdout }), "line"), exited])
    : [];
  if (typeof line !== "string") throw new Error("The server did not start.");
  return {
    url: line,
    async memory() {
      child.send("memory");
      const [usage]: NodeJS.MemoryUsage[] = await once(child, "message");
      if (!usage) throw new Error("The server did not say what it keeps.");
      return usage;
    },
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}
