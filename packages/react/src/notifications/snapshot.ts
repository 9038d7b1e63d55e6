import type { QueryClient } from "@tanstack/react-query";
import type { NotificationPage } from "../types";

type Pages = { pages: NotificationPage[] };

function hasPages(data: unknown): data is Pages {
  return typeof data === "object" && data !== null && "pages" in data && Array.isArray(data.pages);
}

/** The version a list was read at; -1 without one. */
export function versionOf(data: unknown): number {
  return hasPages(data) ? (data.pages[0]?.version ?? -1) : -1;
}

/** Of two answers to one question the newer: an answer that was overtaken on its way is dropped. */
export function keepNewerPages(before: unknown, after: unknown): unknown {
  return versionOf(before) > versionOf(after) ? before : after;
}

/** The latest state of the inbox that any list has seen: its first page. */
export function freshestPage(client: QueryClient, listKey: readonly unknown[]): NotificationPage | undefined {
  let best: NotificationPage | undefined;
  for (const { state } of client.getQueryCache().findAll({ queryKey: listKey })) {
    const page = hasPages(state.data) ? state.data.pages[0] : undefined;
    if (
      page &&
      (best === undefined || page.version > best.version || (page.version === best.version && knowsMore(page, best)))
    ) {
      best = page;
    }
  }
  return best;
}

const unreadRows = (page: NotificationPage) => page.items.filter((item) => !item.read && item.archivedAt === null);
const knowsMore = (a: NotificationPage, b: NotificationPage) => unreadRows(a).length > unreadRows(b).length;

/** A row that is in the cache, whichever list it came with. */
export function findRow(client: QueryClient, listKey: readonly unknown[], id: string) {
  for (const { state } of client.getQueryCache().findAll({ queryKey: listKey })) {
    if (!hasPages(state.data)) continue;
    for (const page of state.data.pages) {
      const row = page.items.find((item) => item.id === id);
      if (row) return row;
    }
  }
  return undefined;
}
