import type { Inbox } from "../inbox/inbox";
import type { Glimpse } from "../inbox/state";
import type { ListInput, Notification, NotificationPage } from "../types";
import type { PendingChange } from "./pending";
import type { News } from "./rows";

/** The inbox of a page: where it stands, what is shown of it, and how it is changed. */
export type PageInbox = Inbox & {
  /** A list as it is now: the pages that were read, with what changed since and what is pending. */
  list: (
    pages: readonly NotificationPage[],
    input: ListInput,
    news: News,
    pending: readonly PendingChange[],
  ) => readonly Notification[];
  /** The badge with what is pending; undefined before any is known. */
  count: (pending: readonly PendingChange[]) => number | undefined;
  /** Which burst a row belongs to, as far as this page knows. */
  groupOf: (id: string) => string | null;
  /** Sends a change. Resolves once this page knows of it. */
  change: (change: PendingChange) => Promise<void>;
  /** Takes a change back by its version. Resolves once this page knows of it. */
  undo: (version: number) => Promise<void>;
};

type OnNew = (rows: readonly Notification[]) => void;

/** When to try again to load what could not be loaded. */
const AGAIN_MS = 10_000;

/** An inbox that is loaded when it is first started: the first paint does without it. */
export function lazyInbox(load: () => Promise<PageInbox>): PageInbox {
  const listeners = new Set<() => void>();
  const newcomers = new Set<OnNew>();
  let inbox: PageInbox | undefined;
  let loading: Promise<PageInbox> | undefined;
  let first: Glimpse | undefined;
  let users = 0;
  let stop: (() => void) | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;

  async function open(): Promise<PageInbox> {
    const opened = await load();
    opened.subscribe(() => {
      for (const listener of listeners) listener();
    });
    opened.onNew((rows) => {
      for (const listener of newcomers) listener(rows);
    });
    inbox = opened;
    if (first) opened.see(first);
    return opened;
  }
  function ready(): Promise<PageInbox> {
    loading ??= open().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  }
  function sync(): void {
    if (users > 0) stop ??= inbox?.start();
    else {
      stop?.();
      stop = undefined;
    }
  }
  function count(change: 0 | 1 | -1): void {
    users += change;
    if (inbox) sync();
    else if (users > 0 && again === undefined) ready().then(sync, retry);
  }
  /** One for all who wait. */
  function retry(): void {
    again ??= setTimeout(() => {
      again = undefined;
      count(0);
    }, AGAIN_MS);
  }

  return {
    state: () => inbox?.state(),
    trouble: () => inbox?.trouble(),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onNew(listener) {
      newcomers.add(listener);
      return () => void newcomers.delete(listener);
    },
    see(glimpse) {
      if (inbox) inbox.see(glimpse);
      else if (!first || glimpse.version > first.version) first = glimpse;
    },
    // What cannot be loaded cannot be asked, nor waited for.
    poll: () => ready().then((opened) => opened.poll(), nothing),
    reach: (version) => ready().then((opened) => opened.reach(version), nothing),
    list: (pages, input, news, pending) =>
      inbox ? inbox.list(pages, input, news, pending) : pages.flatMap(({ items }) => items),
    count: (pending) => inbox?.count(pending),
    groupOf: (id) => inbox?.groupOf(id) ?? null,
    change: async (change) => (await ready()).change(change),
    undo: async (version) => (await ready()).undo(version),
    start() {
      count(1);
      return () => count(-1);
    },
  };
}

const nothing = () => {};
