import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import { useEffect, useSyncExternalStore } from "react";
import type { PipelineClient } from "../client";
import type { InboxState } from "../inbox/state";
import { ensureInboxPolicy } from "../inbox-policy";
import { useAccountId } from "./account-id";
import type { InboxHost } from "./host";
import { lazyInbox, type PageInbox } from "./lazy-inbox";
import { type Transport, useTransport } from "./transport";
import { pendingChanges } from "./use-pending";

const inboxes = new WeakMap<QueryClient, Map<string, PageInbox>>();

type Place = { trpc: PipelineClient; client: QueryClient; transport: Transport; account: string };

function hostOf({ trpc, client, transport }: Place, name: string): InboxHost {
  const { account, budgets, costs, jobs, notifications, storage } = trpc;
  const [path] = getQueryKey(notifications);
  return {
    name,
    client,
    transport,
    pathOf: (procedure) => [...path, procedure].join("."),
    lists: getQueryKey(notifications.list),
    // The version rises with all of a user's own that a screen shows, notified or not.
    followers: [account, budgets, costs, jobs, notifications.preferences, storage].map((noun) => getQueryKey(noun)),
    pending: () => pendingChanges(client, trpc),
  };
}

function inboxOf(place: Place): PageInbox {
  const [path] = getQueryKey(place.trpc.notifications);
  const name = ["pipeline", place.account, ...path].join(":");
  const mine = inboxes.get(place.client) ?? new Map<string, PageInbox>();
  inboxes.set(place.client, mine);
  const inbox = mine.get(name) ?? lazyInbox(async () => (await import("./live-inbox")).openInbox(hostOf(place, name)));
  mine.set(name, inbox);
  return inbox;
}

/** The inbox of this page: one, however many components use it, kept up to date while any of them is there. */
export function usePageInbox(trpc: PipelineClient): { inbox: PageInbox; state: InboxState | undefined } {
  const client = useQueryClient();
  ensureInboxPolicy(client, trpc);
  const inbox = inboxOf({ trpc, client, transport: useTransport(), account: useAccountId() });
  const state = useSyncExternalStore(inbox.subscribe, inbox.state, inbox.state);
  useEffect(() => inbox.start(), [inbox]);
  return { inbox, state };
}
