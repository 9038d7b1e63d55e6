import { QueryClient } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import type { NotificationFilter } from "@pipeline/core/notifications";
import { api } from "../../client";
import { pendingCount, type PendingChange } from "../../notifications/pending";
import { knownInbox, listNow, readAnew, wasListed } from "../../notifications/rows";
import { applyPolicy } from "../../policy";
import type { Notification } from "../../types";
import { createInbox } from "../inbox";
import type { Tab } from "./browser";
import { followList, type List } from "./list";
import type { Network } from "./network";
import { type Command, EPOCH, type Server } from "./server";

export const FILTERS = ["all", "unread", "archived", "snoozed"] as const satisfies NotificationFilter[];
export const LOCK = "pipeline:notifications.poll";

type Surroundings = {
  tab: Tab;
  network: Network;
  server: Server;
  /** Which process of the server answers next. */
  process: () => number;
  /** The lists on it; the badge looks at the inbox in any case. */
  shows: readonly NotificationFilter[];
  /** Rows a page. */
  limit: number;
  /** What this page says is new. */
  onNew: (rows: readonly Notification[]) => void;
};

/** A page with a badge and all lists, as the hooks of a component would keep them; what is drawn is left out. */
export type Page = ReturnType<typeof openPage>;

const queryKey = getQueryKey(api.notifications.list);

export function openPage({ tab, network, server, process, shows, limit, onNew }: Surroundings) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, networkMode: "always" } } });
  applyPolicy(client, api);
  const ask = <T>(run: (process: number) => Promise<T>) => {
    const through = process();
    return network.ask(tab, through, () => run(through));
  };
  let polls = 0;
  const inbox = createInbox({
    name: LOCK,
    world: tab.world,
    wire: {
      async poll(since) {
        polls += 1;
        return { ...(await ask((through) => server.poll(through, since))), pollAfterMs: 5_000 };
      },
      listen: network.listenOn(tab, process),
      retryAfterMs: () => 0,
    },
    isKnown: (row, version) => wasListed(client, queryKey, row, version),
    onReset: () => void readAnew(client, queryKey, inbox.state()),
  });

  const listOf = (filter: NotificationFilter): List =>
    followList({
      client,
      inbox,
      world: tab.world,
      queryKey: getQueryKey(api.notifications.list, { filter, limit }, "infinite"),
      read: (cursor) => ask((through) => server.list(through, { filter, limit, cursor })),
    });
  const lists = new Map<NotificationFilter, List>();
  function show(filter: NotificationFilter): void {
    const list = lists.get(filter);
    if (list) list.retry();
    else lists.set(filter, listOf(filter));
  }
  for (const filter of shows) show(filter);

  let pending: readonly PendingChange[] = [];
  const turns = new Map<string, Promise<unknown>>();
  const undoable: number[] = [];

  /** Sends in the order of one row's changes, and is pending until the page knows of it. */
  async function change(what: PendingChange): Promise<void> {
    pending = [...pending, what];
    const key = "id" in what ? what.id : "";
    const send = () => ask((through) => server.change(through, commandOf(what)));
    const mine = (turns.get(key) ?? Promise.resolve()).then(send, send);
    turns.set(key, mine);
    try {
      const { version } = await mine;
      undoable.push(version);
      await inbox.reach(version);
    } catch {
      void inbox.poll();
    } finally {
      pending = pending.filter((each) => each !== what);
    }
  }

  inbox.onNew(onNew);
  let stop = inbox.start();
  return {
    tab,
    inbox,
    lists,
    /** Opens a list; one that is open is asked for again. */
    show,
    polls: () => polls,
    /** What uses the inbox goes, and comes back at once. */
    remount() {
      stop();
      stop = inbox.start();
    },
    change,
    pending: () => pending.length,
    async undo() {
      const version = undoable.pop();
      if (version === undefined) return;
      const answer = await ask((through) => server.change(through, { kind: "undo", version })).catch(() => undefined);
      if (answer) await inbox.reach(answer.version);
    },
    /** The badge, as `useUnreadCount` has it. */
    badge(): number | undefined {
      const state = inbox.state();
      const seen = lists.get("all")?.pages()[0];
      const newest = seen && seen.version > (state?.unread.version ?? -1) ? seen.unreadCount : state?.unread.count;
      const known = pending.length === 0 ? undefined : knownInbox(client, queryKey, state);
      return known ? pendingCount(known, pending) : newest;
    },
    /** A list, as `useNotifications` has it. */
    items(filter: NotificationFilter): readonly Notification[] {
      const { rows, removed } = inbox.state() ?? { rows: new Map<string, Notification>(), removed: new Set<string>() };
      return listNow(
        { pages: lists.get(filter)?.pages() ?? [], options: { filter, limit } },
        { rows, removed },
        pending,
      );
    },
    /** What is known of a row. */
    row: (id: string) => knownInbox(client, queryKey, inbox.state())?.rows.get(id),
  };
}

function commandOf(change: PendingChange): Command {
  if (change.kind === "markAllRead") return { kind: change.kind, upTo: change.upTo, types: undefined };
  const { kind, id, groupUpTo, until } = change;
  if (kind !== "snooze") return { kind, id, groupUpTo };
  return { kind, id, groupUpTo, untilMs: until === null ? null : Date.parse(until) - EPOCH };
}
