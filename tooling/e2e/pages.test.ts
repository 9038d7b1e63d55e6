import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Settings } from "@pipeline/api/env";
import { projectRoot } from "@pipeline/db";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gzipped, measurePages, type PageSize } from "../src/bench/bundle/pages";
import { startServer, type Server } from "./support/server";

/** What a page loads first, at most: gzipped bytes. No page may grow unnoticed; the goal of Costs is in `PAGE_GOALS`. */
const MOST = 238_000;

/** Where it is much less or more: a form whose every field is checked, or that chooses a zone, as it is typed into. */
const OTHERS: Readonly<Record<string, number>> = {
  "/sign-in": 186_000,
  "/sign-up": 252_000,
  "/training/jobs/new": 322_000,
};

let server: Server;
let pages: PageSize[];
beforeAll(async () => {
  server = await startServer();
  pages = await measurePages(server, undefined);
});
afterAll(() => server.stop());

const build = path.join(projectRoot(), "apps/web/.next");
const sourceOf = (script: string) => readFileSync(path.join(build, "static/chunks", script), "utf8");

describe("what a page loads before it can be used", () => {
  test("stays within what it was", () => {
    expect(pages.map(({ page }) => page)).toContain("/costs");
    for (const { page, first } of pages) {
      expect([page, gzipped(first) > 100_000]).toEqual([page, true]);
      expect([page, gzipped(first) <= (OTHERS[page] ?? MOST)]).toEqual([page, true]);
    }
  });

  test("is not the chart", () => {
    const first = pages.find(({ page }) => page === "/costs")?.first ?? [];
    expect(first.filter((script) => sourceOf(script).includes("recharts-"))).toEqual([]);
  });

  test.each([
    ["schemas", "ZodError", ["/training/jobs/new"]],
    ["the calendar of time zones", "PlainYearMonth", []],
    ["the door's client", "get-session", []],
  ])("is not %s", (_what, mark, but) => {
    const having = pages.filter(({ first }) => first.some((script) => sourceOf(script).includes(mark)));
    expect(having.map(({ page }) => page)).toEqual(but);
  });
});

/** What only the server knows of: its settings (short names are words of other things, too), and what it is made of. */
const OF_THE_SERVER = [
  ...Object.keys(Settings.shape).filter((name) => name.includes("_")),
  "process.env",
  "node:fs",
  "postgres",
  "drizzle-orm",
  "prom-client",
  "pipeline_app",
  "pg_catalog",
  "lora_training_jobs",
  "createHmac",
];

/** The door's client asks for settings by name, in an environment that browsers do not have. */
const ASKED_FOR = /get BETTER_AUTH_SECRET\(\)\{return \w+\("BETTER_AUTH_SECRET"\)\}/;

function filesIn(folder: string): string[] {
  const entries = readdirSync(path.join(build, folder), { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? [path.join(entry.parentPath, entry.name)] : []));
}

/** Which of the words are there, and where. */
const wordsIn = (files: readonly string[]) =>
  files.flatMap((file) => {
    const text = readFileSync(file, "utf8").replace(ASKED_FOR, "");
    return OF_THE_SERVER.filter((word) => text.includes(word)).map((word) => ({ word, file: path.basename(file) }));
  });

describe("what everybody may load", () => {
  test("has no setting and no code of the server, which has all of them", () => {
    const files = filesIn("static");
    expect(files.length).toBeGreaterThan(50);
    expect(wordsIn(files)).toEqual([]);
    const scripts = [...filesIn("server").filter((file) => file.endsWith(".js")), path.join(build, "front.mjs")];
    const found = new Set(wordsIn(scripts).map(({ word }) => word));
    expect(OF_THE_SERVER.filter((word) => !found.has(word))).toEqual([]);
  });

  // A value that the build puts in its place is no word that could be found.
  test("is made without a setting of who made it", () => {
    const { config } = JSON.parse(readFileSync(path.join(build, "required-server-files.json"), "utf8"));
    expect(config.productionBrowserSourceMaps).toBe(false);
    expect(config.env).toEqual({});
  });

  test("has no source map and leads to none", async () => {
    const files = filesIn("static");
    expect(files.filter((file) => file.endsWith(".map"))).toEqual([]);
    expect(files.filter((file) => readFileSync(file, "utf8").includes("sourceMappingURL"))).toEqual([]);
    const maps = filesIn("server").filter((file) => file.endsWith(".js.map"));
    expect(maps.length).toBeGreaterThan(0);
    const script = pages.flatMap(({ first }) => first)[0] ?? "";
    const paths = maps.map((file) => path.relative(build, file)).flatMap((file) => [`/_next/${file}`, `/${file}`]);
    for (const asked of [`/_next/static/chunks/${script}.map`, ...paths.slice(0, 20)])
      expect([asked, (await fetch(server.url + encodeURI(asked))).status]).toEqual([asked, 404]);
    expect((await fetch(`${server.url}/_next/static/chunks/${script}`)).status).toBe(200);
  });
});
