// @vitest-environment node
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, onTestFinished, test, vi } from "vitest";
import { startPages } from "./pages";

const folder = mkdtempSync(path.join(tmpdir(), "pipeline-pages-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** In place of the script that runs Next. */
const SERVER = `
  import { existsSync, writeFileSync } from "node:fs";
  import { createServer } from "node:http";
  import { parentPort, workerData } from "node:worker_threads";
  if (existsSync(new URL(import.meta.url + ".broken"))) throw new Error("broken");
  let known = null;
  parentPort.on("message", (message) => {
    if (message === "stop") server.close(() => process.exit(writeFileSync(new URL(import.meta.url + ".ended"), "")));
    else known = message;
  });
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === "/dies") return process.exit(3);
    if (incoming.url === "/throws") throw new Error("broken");
    if (incoming.url === "/hangs") for (;;);
    outgoing.setHeader("connection", "close");
    if (incoming.url === "/slow") return setTimeout(() => outgoing.end("drawn"), 300);
    outgoing.end(JSON.stringify({ known, ...workerData }));
  });
  server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));`;

const ACCESS = { app: "postgres://app", auth: "postgres://auth" };

function start(source = SERVER) {
  const script = path.join(folder, `${Math.random()}.mjs`);
  writeFileSync(script, source);
  const said: string[] = [];
  const pages = startPages(script, { hostname: "here", port: 3000 }, (what) => said.push(what));
  onTestFinished(() => pages.stop());
  const ask = (url: string) => fetch(`http://127.0.0.1:${pages.port()}${url}`).then((answer) => answer.text());
  /** Whether it has ended by itself, as it was told. */
  const obeyed = () => existsSync(`${script}.ended`);
  /** Whether it fails from the next start on. */
  const broken = (is: boolean) => (is ? writeFileSync(`${script}.broken`, "") : rmSync(`${script}.broken`));
  return { pages, said, ask, obeyed, broken };
}

const tried = (seconds: number) => `Pages have ended, and are started again in ${seconds} s.`;

test("pages know the settings from the beginning, and the database once it is open", async () => {
  const { pages, ask } = start();
  expect(pages.port()).toBeUndefined();
  await pages.listening;
  expect(JSON.parse(await ask("/"))).toEqual({ known: null, hostname: "here", port: 3000 });
  pages.join(ACCESS);
  await vi.waitFor(async () => expect(JSON.parse(await ask("/"))).toMatchObject({ known: ACCESS }));
});

test("pages that never come up are an error", async () => {
  const { pages, said } = start(`throw new Error("no build");`);
  await expect(pages.listening).rejects.toThrow("Pages could not be started.");
  expect(said).toEqual(["Pages cannot be drawn: no build"]);
});

test.each(["/dies", "/throws"])(
  "pages that end (%s) are not there for a moment, then again, and know all",
  async (how) => {
    const { pages, said, ask } = start();
    pages.join(ACCESS);
    await pages.listening;
    await expect(ask(how)).rejects.toThrow("fetch failed");
    await vi.waitFor(() => expect(pages.port()).toBeUndefined());
    await vi.waitFor(() => expect(pages.port()).toBeDefined(), { timeout: 10_000 });
    await vi.waitFor(async () => expect(JSON.parse(await ask("/"))).toMatchObject({ known: ACCESS }));
    expect(said.at(-1)).toBe(tried(0.5));
  },
);

test("pages that do not come up again are tried more and more seldom, until they do", { timeout: 30_000 }, async () => {
  const { pages, said, ask, broken } = start();
  await pages.listening;
  broken(true);
  await expect(ask("/dies")).rejects.toThrow("fetch failed");
  await vi.waitFor(() => expect(said).toContain(tried(1)), { timeout: 10_000 });
  broken(false);
  await vi.waitFor(() => expect(pages.port()).toBeDefined(), { timeout: 10_000 });
  expect(said).toEqual([tried(0.5), "Pages cannot be drawn: broken", tried(1)]);
  await expect(ask("/dies")).rejects.toThrow("fetch failed");
  await vi.waitFor(() => expect(said.at(-1)).toBe(tried(0.5)));
});

test("what is being drawn at a stop is finished, and nothing is started any more", async () => {
  const { pages, said, ask, obeyed } = start();
  await pages.listening;
  const slow = ask("/slow");
  await new Promise((resolve) => setTimeout(resolve, 100));
  const stopping = pages.stop();
  expect(await slow).toBe("drawn");
  await stopping;
  expect(obeyed()).toBe(true);
  expect(pages.port()).toBeUndefined();
  expect(said).toEqual([]);
});

test("what would be drawn for ever is given up", async () => {
  const { pages, ask, obeyed } = start();
  await pages.listening;
  const hanging = ask("/hangs").catch(() => "cut");
  await new Promise((resolve) => setTimeout(resolve, 100));
  await pages.stop();
  expect(await hanging).toBe("cut");
  expect(obeyed()).toBe(false);
});
