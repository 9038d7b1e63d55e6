import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import { useEffect, useSyncExternalStore } from "react";
import type { PipelineClient } from "../client";
import { createInbox, type Inbox } from "../inbox/inbox";
import type { InboxState } from "../inbox/state";
import { browserWorld } from "../inbox/world";
import { ensurePolicy } from "../policy";
import { useAccountId } from "./account-id";
import { wasListed } from "./rows";
import { versionOf } from "./snapshot";
import { makeWire, pathOf, type Transport, useTransport } from "./wire";

/** The inbox of a page, and which rises of its version were the page's own doing. */
export type PageInbox = Inbox & {
  /** A change that this page sent has raised the version to `version`: no news, if nothing else raised it. */
  passOver: (version: number) => void;
};

const inboxes = new WeakMap<QueryClient, Map<string, PageInbox>>();

function inboxOf(trpc: PipelineClient, client: QueryClient, transport: Transport, account: string): PageInbox {
  const name = `pipeline:${account}:${pathOf(trpc, "poll")}`;
  const mine = inboxes.get(client) ?? new Map<string, PageInbox>();
  inboxes.set(client, mine);
  const inbox = mine.get(name) ?? open(trpc, client, transport, name);
  mine.set(name, inbox);
  return inbox;
}

function open(trpc: PipelineClient, client: QueryClient, transport: Transport, name: string): PageInbox {
  const queryKey = getQueryKey(trpc.notifications.list);
  const inbox = createInbox({
    name,
    wire: makeWire(trpc, client, transport),
    world: browserWorld(),
    isKnown: (row, version) => wasListed(client, queryKey, row, version),
    onReset() {
      const known = inbox.state()?.version ?? 0;
      const isAhead = client
        .getQueryCache()
        .findAll({ queryKey })
        .some(({ state }) => versionOf(state.data) > known);
      // Only a database that was set back is behind its readers: what they have is then not of this world.
      void (isAhead ? client.resetQueries({ queryKey }) : client.invalidateQueries({ queryKey }));
    },
  });
  // The version rises with all of a user's own that a screen shows, notified or not: it is then asked for again.
  let seen: number | undefined;
  inbox.subscribe(() => {
    const version = inbox.state()?.version ?? 0;
    const before = seen;
    if (before !== undefined && version <= before) return;
    seen = version;
    if (before === undefined) return;
    const { account, budgets, costs, jobs, notifications, storage } = trpc;
    for (const noun of [account, budgets, costs, jobs, notifications.preferences, storage]) {
      void client.invalidateQueries({ queryKey: getQueryKey(noun) });
    }
  });
  return {
    ...inbox,
    passOver(version) {
      if (seen === version - 1) seen = version;
    },
  };
}

/** The inbox of this page: one, however many components use it, kept up to date while any of them is there. */
export function usePageInbox(trpc: PipelineClient): { inbox: PageInbox; state: InboxState | undefined } {
  const client = useQueryClient();
  ensurePolicy(client, trpc);
  const inbox = inboxOf(trpc, client, useTransport(), useAccountId());
  const state = useSyncExternalStore(inbox.subscribe, inbox.state, inbox.state);
  useEffect(() => inbox.start(), [inbox]);
  return { inbox, state };
}
