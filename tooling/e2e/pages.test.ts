import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gzipped, measurePages, type PageSize } from "../src/bench/bundle/pages";
import { startServer, type Server } from "./support/server";

/** What a page loads first, at most: gzipped bytes. No page may grow unnoticed; the goal of Costs is in `PAGE_GOALS`. */
const MOST = 395_000;

let server: Server;
let pages: PageSize[];
beforeAll(async () => {
  server = await startServer();
  pages = await measurePages(server, undefined);
});
afterAll(() => server.stop());

const sourceOf = (script: string) =>
  readFileSync(path.join(projectRoot(), "apps/web/.next/static/chunks", script), "utf8");

describe("what a page loads before it can be used", () => {
  test("stays within what it was", () => {
    expect(pages.map(({ page }) => page)).toContain("/costs");
    for (const { page, first } of pages) {
      expect([page, gzipped(first) > 100_000]).toEqual([page, true]);
      expect([page, gzipped(first) <= MOST]).toEqual([page, true]);
    }
  });

  test("is not the chart", () => {
    const first = pages.find(({ page }) => page === "/costs")?.first ?? [];
    expect(first.filter((script) => sourceOf(script).includes("recharts-"))).toEqual([]);
  });
});
