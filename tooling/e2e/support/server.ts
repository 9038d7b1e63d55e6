import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { projectRoot } from "@pipeline/db";
import { freePort } from "@pipeline/db/testing/free-port";

export type Server = { url: string; log(): string; stop(): Promise<void> };

const READY_MS = 90_000;

/** Starts the built application as `npm start` runs it. */
export function spawnServer(port: number, dataDir: string, settings: Record<string, string> = {}) {
  return spawn(process.execPath, [".next/front.mjs"], {
    cwd: path.join(projectRoot(), "apps/web"),
    env: {
      ...process.env,
      NODE_ENV: "production",
      DATA_DIR: dataDir,
      HOST: "127.0.0.1",
      PORT: String(port),
      APP_URL: `http://127.0.0.1:${port}`,
      DATABASE_URL: "",
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** The same, ready, on an empty data directory of its own, with the demo. */
export async function startServer(settings: Record<string, string> = {}): Promise<Server> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "pipeline-e2e-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawnServer(port, dataDir, settings);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => lines.push(data.toString()));
  const exited = once(child, "exit");
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
    rmSync(dataDir, { recursive: true, force: true });
  };
  const deadline = Date.now() + READY_MS;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`The application did not become ready:\n${lines.join("")}`);
    }
    await pause(100);
  }
  return { url, log: () => lines.join(""), stop };
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/api/ready`).then(
    (answer) => answer.ok,
    () => false,
  );
}
