import type { QueryClient } from "@tanstack/react-query";
import type { InboxState } from "../inbox/state";
import type { ListInput, Notification, NotificationPage } from "../types";
import { changed, FITS, type PendingChange } from "./pending";
import { pagesOf, versionOf } from "./snapshot";

/** What has changed since lists were read. */
export type News = Pick<InboxState, "rows" | "removed">;
type List = { pages: readonly NotificationPage[]; options: ListInput };

/** The order of all lists: newest first. */
export const isBefore = (a: Notification, b: Notification) =>
  a.sortAt === b.sortAt ? a.id > b.id : a.sortAt > b.sortAt;

function suits(row: Notification, { types, priorities, jobId }: ListInput): boolean {
  const { type, priority } = row;
  return (
    (types?.includes(type) ?? true) && (priorities?.includes(priority) ?? true) && (jobId ?? row.jobId) === row.jobId
  );
}

/** A list as it is now: the pages that were read, with what changed since and what is pending. */
export function listNow(
  { pages, options }: List,
  news: News,
  pending: readonly PendingChange[],
): readonly Notification[] {
  const read = pages.flatMap(({ items }) => items);
  const fits = FITS[options.filter ?? "all"];
  const rows = withNews(read, pages.at(-1)?.nextCursor ?? null, options, news);
  return pending.length === 0 && rows === read ? read : rows.map((row) => pending.reduce(changed, row)).filter(fits);
}

function withNews(
  read: readonly Notification[],
  nextCursor: string | null,
  options: ListInput,
  { rows: news, removed }: News,
): readonly Notification[] {
  if (news.size + removed.size === 0) return read;
  const shown = new Map(read.map((row) => [row.id, row]));
  for (const id of removed) shown.delete(id);
  const last = read.at(-1);
  // What lies below the last row comes with the next page.
  const isInRange = (row: Notification) => nextCursor === null || last === undefined || !isBefore(last, row);
  for (const [id, row] of news) {
    const before = shown.get(id);
    if (before ? before.version < row.version : suits(row, options) && isInRange(row)) shown.set(id, row);
  }
  return [...shown.values()].toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
}

/** Whether any list had a row at `version`, or ends above it: it has not come since. */
export function wasListed(
  client: QueryClient,
  queryKey: readonly unknown[],
  row: Notification,
  version: number,
): boolean {
  return client
    .getQueryCache()
    .findAll({ queryKey })
    .some(({ state }) => {
      const pages = pagesOf(state.data) ?? [];
      const rows = pages.flatMap(({ items }) => items);
      const last = rows.at(-1);
      const isBelow = pages.at(-1)?.nextCursor && last && isBefore(last, row);
      return isBelow || rows.some((each) => each.id === row.id && each.version <= version);
    });
}

/** Reads all lists anew, after too much was missed. */
export function readAnew(
  client: QueryClient,
  queryKey: readonly unknown[],
  state: InboxState | undefined,
): Promise<void> {
  const queries = client.getQueryCache().findAll({ queryKey });
  const isAhead = queries.some((query) => versionOf(query.state.data) > (state?.version ?? 0));
  // Only a database that was set back is behind its readers: what they have is then not of this world.
  return isAhead ? client.resetQueries({ queryKey }) : client.invalidateQueries({ queryKey });
}

/** What the lists of this page and the changes since know together. */
type Known = {
  /** The badge as the server said it last. */
  unread: InboxState["unread"];
  /** Every row of any list, as it is now. Lists that missed changes are left out. */
  rows: ReadonlyMap<string, Notification>;
  /** Every change after this version is among the rows. */
  from: number;
};

/** All that is known of the inbox; undefined before anything is. */
export function knownInbox(client: QueryClient, queryKey: readonly unknown[], state: InboxState | undefined) {
  const rows = new Map(state?.rows);
  let unread = state?.unread;
  let from = state?.from;
  for (const query of client.getQueryCache().findAll({ queryKey })) {
    const pages = pagesOf(query.state.data);
    const first = pages?.[0];
    if (!pages || !first || first.version < (from ?? 0)) continue;
    from ??= first.version;
    if (first.version > (unread?.version ?? -1)) unread = { version: first.version, count: first.unreadCount };
    for (const row of pages.flatMap(({ items }) => items)) {
      if (!state?.removed.has(row.id) && (rows.get(row.id)?.version ?? -1) < row.version) rows.set(row.id, row);
    }
  }
  return unread && from !== undefined ? ({ unread, rows, from } satisfies Known) : undefined;
}
