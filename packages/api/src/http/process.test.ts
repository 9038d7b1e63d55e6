import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { bundled } from "@pipeline/db/testing";
import { afterAll, expect, test } from "vitest";

const dataDir = mkdtempSync(path.join(os.tmpdir(), "pipeline-process-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

// What a server does: it listens first, and the application starts behind it.
const script = `
  import { getApp, handle } from "./process";
  import { stopOnSignal } from "./signals";
  const status = async (path) => (await handle(new Request("http://localhost:3000" + path))).status;
  const server = setInterval(() => {}, 1000);
  process.on("SIGTERM", () => { console.log("server closes"); clearInterval(server); });
  const starting = getApp();
  stopOnSignal(starting);
  console.log("starting", await status("/api/health"), await status("/api/ready"), await status("/api/jobs"));
  const app = await starting;
  console.log("ready", await status("/api/health"), await status("/api/ready"), await status("/api/jobs"));
  console.log("one", app === (await getApp()));`;

const ACCESS = JSON.stringify({
  app: "postgres://nobody@127.0.0.1:1/none",
  auth: "postgres://nobody@127.0.0.1:1/none",
});

async function run(settings: Record<string, string> = {}, source = script) {
  const env = { ...process.env, DATA_DIR: dataDir, DATABASE_URL: "", DEMO: "0", LOG_LEVEL: "silent", ...settings };
  const program = await bundled({ source, beside: new URL(import.meta.url) });
  const child = spawn(process.execPath, [program], { env });
  const lines: string[] = [];
  const output = createInterface({ input: child.stdout });
  output.on("line", (line) => lines.push(line));
  const exited = once(child, "exit");
  const closed = once(output, "close");
  const printed = async (text: string) => {
    while (!lines.some((line) => line.startsWith(text))) await once(output, "line");
  };
  return { child, lines, printed, ended: async () => [(await exited)[0], await closed][0] as number };
}

const isUp = () => existsSync(path.join(dataDir, "postgres", "postmaster.pid"));

test("requests are answered from the first moment on, and a signal stops the database before the server", async () => {
  const { child, lines, printed, ended } = await run();
  await printed("one");
  expect(isUp()).toBe(true);
  child.kill("SIGTERM");
  child.kill("SIGTERM");
  expect(await ended()).toBe(0);
  expect(lines).toEqual(["starting 200 503 503", "ready 200 200 401", "one true", "server closes"]);
  expect(isUp()).toBe(false);
});

test("a signal during the start is obeyed as well", async () => {
  const { child, lines, printed, ended } = await run();
  await printed("starting");
  child.kill("SIGTERM");
  expect(await ended()).toBe(0);
  expect(lines.at(-1)).toBe("server closes");
  expect(isUp()).toBe(false);
});

test("beside an application, pages wait for its database, and the API is answered by that one alone", async () => {
  const { lines, ended } = await run(
    {},
    `
    let open;
    globalThis[Symbol.for("pipeline.process")] = { access: new Promise((resolve) => (open = resolve)) };
    const { getApp, handle, isBeside } = await import("./process");
    const status = async () => (await handle(new Request("http://localhost:3000/api/ready"))).status;
    let app;
    const starting = getApp().then((ready) => (app = ready));
    console.log(isBeside, await status(), app === undefined);
    open(${ACCESS});
    await starting;
    console.log(app.isReady(), app === (await getApp()), await status());`,
  );
  expect(await ended()).toBe(0);
  expect(lines).toEqual(["true 404 true", "true true 404"]);
  expect(isUp()).toBe(false);
});

test("a start that fails leaves no database behind", async () => {
  const { child, ended } = await run({ CURRENCY: "EUR" });
  const complaint = (await child.stderr.setEncoding("utf8").toArray()).join("");
  expect(complaint).toContain("Start it with CURRENCY=USD.");
  expect(await ended()).toBe(1);
  expect(isUp()).toBe(false);
});
