import { readFileSync } from "node:fs";
import path from "node:path";
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

const sourceOf = (script: string) =>
  readFileSync(path.join(projectRoot(), "apps/web/.next/static/chunks", script), "utf8");

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
