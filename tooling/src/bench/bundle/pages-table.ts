import { statSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { launch, withoutBrowser } from "../../../e2e/support/chromium";
import { startServer } from "../../../e2e/support/server";
import type { Table } from "../support/report";
import { gzipped, measurePages, PAGE_GOALS, type PageSize } from "./pages";

type Pages = {
  readonly tables: readonly Table[];
  readonly sizes: readonly PageSize[];
  readonly notes: readonly string[];
};

/** What each page of the built application loads; only a note where it is not built. */
export async function builtPages(): Promise<Pages> {
  const built = statSync(path.join(projectRoot(), "apps/web/.next/BUILD_ID"), { throwIfNoEntry: false });
  if (!built) return { tables: [], sizes: [], notes: ["pages are left out: the application is not built"] };
  const server = await startServer();
  const browser = withoutBrowser() ? undefined : await launch();
  try {
    const sizes = await measurePages(server, browser);
    const [head] = sizes;
    const shared = head?.first.filter((script) => sizes.every(({ first }) => first.includes(script))) ?? [];
    return {
      sizes,
      tables: [{ title: "Pages, as the person of the demo", rows: sizes.map(rowOf) }],
      notes: [
        `pages: JavaScript of the build of ${built.mtime.toISOString()}, gzip -9 a file; first: what the page names as it is sent, ${(gzipped(shared) / 1000).toFixed(1)} kB of it the same on every page; later: what it then loads by itself, nobody touching it`,
      ],
    };
  } finally {
    await browser?.close();
    await server.stop();
  }
}

function rowOf({ page, first, later }: PageSize) {
  const bytes = gzipped(first);
  const goal = PAGE_GOALS[page];
  return {
    page,
    "first load, gzip kB": bytes / 1000,
    scripts: first.length,
    "later, gzip kB": later && gzipped(later) / 1000,
    "goal kB": goal === undefined ? undefined : `${goal / 1000}: ${bytes <= goal ? "met" : "missed"}`,
  };
}
