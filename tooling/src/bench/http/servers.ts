import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { App } from "@pipeline/api/http";
import { projectRoot, type Connection } from "@pipeline/db";
import { freePort } from "@pipeline/db/testing/free-port";
import { startServer } from "../../../e2e/support/server";
import { startScript } from "../support/script";
import { buildConstant, nextBinary } from "./constant";

export const CONSTANT = "a Next route with a constant";
type Serving = { readonly url: string; stop(): Promise<void> };
export type Server = { readonly name: string; readonly url: string };

/** Serves an application's database in every way that is compared, as long as `work` takes. */
export async function withServers<T>(
  app: App,
  { next }: { next: boolean },
  work: (servers: readonly Server[]) => Promise<T>,
): Promise<T> {
  const settings = { DATA_DIR: app.env.dataDir, DEMO: "0", LOG_LEVEL: "error" };
  const running: (Serving & Server)[] = [];
  const start = async (name: string, serving: Promise<Serving>) => void running.push({ name, ...(await serving) });
  try {
    if (next) {
      const web = path.join(projectRoot(), "apps/web");
      if (!existsSync(path.join(web, ".next/BUILD_ID")))
        throw new Error("Build the application first, or use --no-next.");
      await start("npm start", startServer(settings));
      await start("next start", startNext(web, "/api/ready", settings));
      await start(CONSTANT, startNext(buildConstant(), "/api/constant", {}));
    }
    await start("the handler without Next", startScript(new URL("../support/alone.ts", import.meta.url), settings));
    await start("bare node:http", startBare(app, "http"));
    await start("bare Fastify", startBare(app, "fastify"));
    return await work(running);
  } finally {
    await Promise.all(running.map((server) => server.stop()));
  }
}

function targetOf({ sql }: Connection) {
  const { host, port, path: socket, user, pass, database } = sql.options;
  return { host: host[0], port: port[0], path: socket, user, pass, database };
}

async function startBare({ auth, database }: App, kind: "http" | "fastify"): Promise<Serving> {
  const { authCookies, secret } = await auth.$context;
  const settings = {
    app: targetOf(database.app),
    auth: targetOf(database.auth),
    secret,
    cookieName: authCookies.sessionToken.name,
  };
  return startScript(new URL("bare-server.ts", import.meta.url), { BASELINE: JSON.stringify(settings) }, [kind]);
}

/** A built application as Next itself starts it. */
async function startNext(folder: string, ready: string, settings: Record<string, string>): Promise<Serving> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { ...process.env, NODE_ENV: "production", APP_URL: url, DATABASE_URL: "", ...settings };
  const args = [nextBinary(), "start", "-H", "127.0.0.1", "-p", `${port}`];
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: "ignore" });
  const exited = once(child, "exit");
  while (!(await answers(`${url}${ready}`))) {
    if (child.exitCode !== null) throw new Error("Next did not start.");
    await sleep(50);
  }
  return {
    url,
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (answer) => answer.ok,
    () => false,
  );
}
