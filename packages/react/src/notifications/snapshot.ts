import type { NotificationPage } from "../types";

type Pages = { pages: NotificationPage[] };

function hasPages(data: unknown): data is Pages {
  return typeof data === "object" && data !== null && "pages" in data && Array.isArray(data.pages);
}

/** The pages of a list in the cache; undefined for anything else. */
export function pagesOf(data: unknown): readonly NotificationPage[] | undefined {
  return hasPages(data) ? data.pages : undefined;
}

/** The version a list was read at; -1 without one. */
export function versionOf(data: unknown): number {
  return pagesOf(data)?.[0]?.version ?? -1;
}

/** Of two answers to one question the newer: an answer that was overtaken on its way is dropped. */
export function keepNewerPages(before: unknown, after: unknown): unknown {
  return versionOf(before) > versionOf(after) ? before : after;
}
