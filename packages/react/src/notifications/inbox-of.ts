import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import type { PipelineClient } from "../client";
import type { InboxState } from "../inbox/state";
import { ensureInboxPolicy } from "../inbox-policy";
import { useAccountId } from "./account-id";
import { lazyInbox, type PageInbox } from "./lazy-inbox";
import { pathOf, type Transport, useTransport } from "./transport";

const inboxes = new WeakMap<QueryClient, Map<string, PageInbox>>();

function inboxOf(trpc: PipelineClient, client: QueryClient, transport: Transport, account: string): PageInbox {
  const name = `pipeline:${account}:${pathOf(trpc, "poll")}`;
  const mine = inboxes.get(client) ?? new Map<string, PageInbox>();
  inboxes.set(client, mine);
  const inbox =
    mine.get(name) ??
    lazyInbox(async () => {
      const { openInbox } = await import("./live-inbox");
      return openInbox(trpc, client, transport, name);
    });
  mine.set(name, inbox);
  return inbox;
}

/** The inbox of this page: one, however many components use it, kept up to date while any of them is there. */
export function usePageInbox(trpc: PipelineClient): { inbox: PageInbox; state: InboxState | undefined } {
  const client = useQueryClient();
  ensureInboxPolicy(client, trpc);
  const inbox = inboxOf(trpc, client, useTransport(), useAccountId());
  const state = useSyncExternalStore(inbox.subscribe, inbox.state, inbox.state);
  useEffect(() => inbox.start(), [inbox]);
  return { inbox, state };
}
