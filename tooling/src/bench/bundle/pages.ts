import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { projectRoot } from "@pipeline/db";
import type { Browser } from "playwright-core";
import type { Server } from "../../../e2e/support/server";
import { demoCookie } from "./demo-cookie";

/** Gzipped bytes; Costs is the page that is opened most, and draws a chart. */
export const PAGE_GOALS: Readonly<Record<string, number>> = { "/costs": 200_000 };

export type PageSize = {
  readonly page: string;
  /** Scripts that the page names as the server sends it: loaded before it can be used. */
  readonly first: readonly string[];
  /** Scripts that come after it by themselves, such as the chart; undefined without a browser. */
  readonly later: readonly string[] | undefined;
};

const build = () => path.join(projectRoot(), "apps/web/.next");

/** What the person of the demo loads on each page of the build. `browser`: to see what comes later. */
export async function measurePages(server: Server, browser: Browser | undefined): Promise<PageSize[]> {
  const cookie = await demoCookie(server.url);
  const pages: PageSize[] = [];
  for (const page of await pathsOf(server.url, cookie)) {
    const headers = page.startsWith("/sign") ? {} : { cookie };
    const html = await (await fetch(server.url + page, { headers })).text();
    const first = namedIn(html);
    const loaded = browser && (await scriptsOf(browser, server.url + page, headers.cookie));
    const later = loaded?.filter((script) => !first.includes(script));
    pages.push({ page: page.replace(/[0-9a-f-]{36}$/, "[id]"), first, later });
  }
  return pages;
}

/** Bytes of scripts after gzip -9, each by itself. */
export function gzipped(scripts: readonly string[]): number {
  const sizes = scripts.map((name) => gzipSync(readFileSync(path.join(build(), "static/chunks", name)), { level: 9 }));
  return sizes.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

async function pathsOf(url: string, cookie: string): Promise<string[]> {
  const routes: unknown = JSON.parse(readFileSync(path.join(build(), "app-path-routes-manifest.json"), "utf8"));
  const pages = Object.entries(Object(routes))
    .flatMap(([file, route]) => (file.endsWith("/page") && typeof route === "string" ? [route] : []))
    .filter((route) => route !== "/" && !route.startsWith("/_"))
    .sort();
  const answer: unknown = await (await fetch(`${url}/api/trpc/jobs.list?input=%7B%7D`, { headers: { cookie } })).json();
  const [, job] = /"id":"([0-9a-f-]{36})"/.exec(JSON.stringify(answer)) ?? [];
  if (job === undefined) throw new Error("The demo has no job to look at.");
  return pages.map((route) => route.replace("[id]", job));
}

/** All scripts that the page speaks of, tags and data alike; what is for browsers without modules is not loaded. */
function namedIn(html: string): string[] {
  const old = new Set([...html.matchAll(/<script[^>]*chunks\/([\w.~-]+\.js)[^>]*nomodule/gi)].map(([, name]) => name));
  const named = [...html.matchAll(/static\/chunks\/([\w.~-]+\.js)/g)].flatMap(([, name]) => name ?? []);
  return [...new Set(named)].filter((name) => !old.has(name));
}

/** A page that asks for nothing more in this time (ms) has all it loads by itself. */
const QUIET_MS = 2_000;

async function scriptsOf(browser: Browser, url: string, cookie = ""): Promise<string[]> {
  const context = await browser.newContext();
  try {
    const [name = "", ...value] = cookie.split("=");
    if (name !== "") await context.addCookies([{ name, value: value.join("="), url }]);
    const page = await context.newPage();
    const found = new Set<string>();
    page.on("request", (request) => {
      const [, script] = /static\/chunks\/([\w.~-]+\.js)/.exec(request.url()) ?? [];
      if (script !== undefined) found.add(script);
    });
    await page.goto(url);
    for (let before = -1; before < found.size; await page.waitForTimeout(QUIET_MS)) before = found.size;
    return [...found];
  } finally {
    await context.close();
  }
}
