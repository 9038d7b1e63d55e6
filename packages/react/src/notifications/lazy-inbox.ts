import type { Inbox } from "../inbox/inbox";
import type { Glimpse } from "../inbox/state";
import type { Notification } from "../types";

/** The inbox of a page, and which rises of its version were the page's own doing. */
export type PageInbox = Inbox & {
  /** A change that this page sent has raised the version to `version`: no news, if nothing else raised it. */
  passOver: (version: number) => void;
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
    else if (users > 0) ready().then(sync, () => setTimeout(count, AGAIN_MS, 0));
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
    poll: async () => (await ready()).poll(),
    // What cannot be loaded cannot be waited for.
    reach: (version) => ready().then((opened) => opened.reach(version), nothing),
    passOver: (version) => inbox?.passOver(version),
    start() {
      count(1);
      return () => count(-1);
    },
  };
}

const nothing = () => {};
