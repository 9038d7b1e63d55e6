import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { prices } from "@pipeline/db/schema";
import { afterAll, expect, test } from "vitest";
import { readEnv } from "../env";
import { startApp, type App } from "./app";
import { createLog } from "./log";

const dataDir = mkdtempSync(path.join(os.tmpdir(), "pipeline-app-"));
const log = createLog("silent");
const env = (settings: Record<string, string> = {}) => readEnv({ DATA_DIR: dataDir, LOG_LEVEL: "silent", ...settings });
const get = (app: App, path_: string) => app.handle(new Request(`http://localhost:3000${path_}`));

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

test("an application starts on nothing, says when it is ready, and stops for good", async () => {
  const order: string[] = [];
  const app = await startApp(env(), {
    log,
    async demo(starting) {
      order.push(`demo, ready: ${starting.isReady()}, ${(await get(starting, "/api/ready")).status}`);
      return { seen: () => {}, stop: async () => void order.push("demo stopped") };
    },
  });
  expect(order).toEqual(["demo, ready: false, 503"]);
  expect((await get(app, "/api/ready")).status).toBe(200);
  expect(await app.database.app.db.select().from(prices)).toHaveLength(11);

  const underWay = get(app, "/api/ready");
  await Promise.all([app.close(), app.close()]);
  expect((await underWay).status).toBe(200);
  expect(order).toEqual(["demo, ready: false, 503", "demo stopped"]);
  expect(app.isReady()).toBe(false);
  const refused = await get(app, "/api/jobs");
  expect(refused.status).toBe(503);
  expect(refused.headers.get("retry-after")).not.toBeNull();
  expect((await get(app, "/api/health")).status).toBe(200);
});

test("a start with DEMO=0 loads no demo, and what was seeded stays as it is", async () => {
  const app = await startApp(env({ DEMO: "0" }), { log, demo: () => Promise.reject(new Error("unwanted")) });
  expect(await app.database.app.db.select().from(prices)).toHaveLength(11);
  await app.close();
});

test("another currency than the stored one is refused, and the way out named", async () => {
  await expect(startApp(env({ CURRENCY: "EUR" }), { log })).rejects.toThrow(
    "This installation counts in USD, and CURRENCY is EUR. Start it with CURRENCY=USD.",
  );
});

test("a demo that cannot be loaded stops the start, and the database with it", async () => {
  const failing = startApp(env(), { log, demo: () => Promise.reject(new Error("no demo")) });
  await expect(failing).rejects.toThrow("no demo");
  const app = await startApp(env({ DEMO: "0" }), { log });
  expect(app.isReady()).toBe(true);
  await app.close();
});
