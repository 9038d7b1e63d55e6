import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { projectRoot } from "@pipeline/db";
import { DEMO_EMAIL } from "@pipeline/api/demo/account";
import { readEnv, startApp } from "@pipeline/api/http";
import { freePort } from "@pipeline/db/testing/free-port";
import { type Browser, openBrowsers } from "../support/browsers";
import { hammered } from "../support/hammer";
import { type Memory, memoryOf } from "./memory";

export type Started = {
  readonly readySeconds: number;
  readonly pageSeconds: number;
  readonly stopSeconds: number;
  readonly idle?: Memory;
  readonly loaded?: Memory;
};

type Start = { readonly root: string; readonly dataDir: string; readonly loadMs?: number };

type Loaded = { readonly pid: number; readonly dataDir: string; readonly loadMs: number };

const AT_ONCE = 16;
const SESSIONS = 320;

const PATIENCE_MS = 15 * 60_000;
/** After its first answers a server still loads what comes later. */
const SETTLE_MS = 5_000;

/** Starts the built application on an empty data directory, then again and again on what is in it. */
export async function measureStart({ rounds, loadMs }: { rounds: number; loadMs: number }) {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "pipeline-start-"));
  const root = projectRoot();
  try {
    const first = await startOnce({ root, dataDir });
    const warm: Started[] = [];
    for (let round = 0; round < rounds; round++) {
      warm.push(await startOnce({ root, dataDir, ...(round === rounds - 1 && { loadMs }) }));
    }
    return { first, warm };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Starts the application as `npm start` does, asks it, and stops it. Throws when it ends by itself. */
export async function startOnce({ root, dataDir, loadMs }: Start): Promise<Started> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const env = { ...process.env, DATA_DIR: dataDir, PORT: String(port), HOST: "127.0.0.1", DATABASE_URL: "" };
  const child = spawn(process.execPath, [path.join(root, "tooling/run.mjs"), "start"], {
    cwd: root,
    env,
    stdio: "ignore",
  });
  const exited = once(child, "exit");
  const answered = async (pathname: string): Promise<number> => {
    while (performance.now() - began < PATIENCE_MS) {
      if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}.`);
      const ok = await fetch(url + pathname).then(
        (answer) => answer.ok,
        () => false,
      );
      if (ok) return (performance.now() - began) / 1000;
      await pause(20);
    }
    throw new Error(`npm start did not answer ${pathname}.`);
  };
  try {
    const [readySeconds, pageSeconds] = await Promise.all([answered("/api/ready"), answered("/sign-in")]);
    const memory = loadMs === undefined ? {} : await measureMemory(url, { pid: child.pid ?? 0, dataDir, loadMs });
    const stopped = performance.now();
    child.kill("SIGTERM");
    await exited;
    return { readySeconds, pageSeconds, stopSeconds: (performance.now() - stopped) / 1000, ...memory };
  } finally {
    child.kill("SIGTERM");
    await exited;
  }
}

async function measureMemory(url: string, { pid, dataDir, loadMs }: Loaded): Promise<{ idle: Memory; loaded: Memory }> {
  await pause(SETTLE_MS);
  const idle = memoryOf(pid);
  const browsers = await sessionsOf(dataDir);
  const polls = hammered("polls", `${url}/api/trpc/notifications.poll?input=${encodeURIComponent('{"since":0}')}`, {
    atOnce: AT_ONCE,
    browsers,
  });
  const round = await polls.round(loadMs);
  const calls = Array.isArray(round) ? round : round.took;
  return { idle, loaded: { ...memoryOf(pid), perSecond: (calls.length * 1000) / loadMs } };
}

/** Sessions of the demo's person, so many that none comes near its limit of requests. */
async function sessionsOf(dataDir: string): Promise<Browser[]> {
  const app = await startApp(readEnv({ DATA_DIR: dataDir, DEMO: "0", LOG_LEVEL: "error" }));
  try {
    const [person] = await app.database.owner.sql<{ id: string }[]>`select id from users where email = ${DEMO_EMAIL}`;
    return await openBrowsers(app, [person?.id ?? ""], SESSIONS);
  } finally {
    await app.close();
  }
}
