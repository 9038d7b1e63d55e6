import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { prices } from "@pipeline/db/schema";
import { afterAll, expect, test } from "vitest";
import { readEnv } from "../env";
import { createCaller } from "../index";
import { joinCore, startApp, type App } from "./app";
import { assemble } from "./assemble";
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

test("beside it, another isolate runs the same verbs for the same people, and does nothing else", async () => {
  const app = await startApp(env({ DEMO: "0" }), { log });
  const beside = assemble(joinCore(env({ DEMO: "0" }), structuredClone(app.database.access)));
  expect(beside.isReady()).toBe(true);
  const signUp = await app.handle(
    new Request("http://localhost:3000/api/auth/sign-up/email", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "Ann", email: "ann@example.test", password: "a long password" }),
    }),
  );
  const cookie = signUp.headers.getSetCookie().map((line) => line.split(";")[0]);
  const ctx = await beside.requestCtx(new Headers({ cookie: cookie.join("; ") }));
  expect(await createCaller(async () => ctx).account.get()).toMatchObject({ email: "ann@example.test" });
  const [{ names } = { names: [] }] = await app.database.owner.sql<{ names: string[] }[]>`
    select array_agg(application_name || ' ' || usename order by 1) as names from pg_stat_activity
    where application_name = 'pipeline-listen'`;
  expect(names).toEqual(["pipeline-listen pipeline_app"]);
  await expect(beside.database.owner.sql`select * from users`).rejects.toThrow("permission denied");
  await beside.close();
  expect((await get(app, "/api/ready")).status).toBe(200);
  await app.close();
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
