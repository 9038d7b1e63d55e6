import { type QueryClient, replaceEqualDeep } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import type { PipelineClient } from "./client";
import { keepNewerPages } from "./notifications/snapshot";

/** How soon a list that could not be read is read again, ms. */
export const UNREADABLE_MS = 30_000;

/** Lists of the inbox follow its changes: what was read once is read again only when too much was missed. Idempotent. */
export function applyInboxPolicy(client: QueryClient, { notifications }: PipelineClient): void {
  client.setQueryDefaults(getQueryKey(notifications.list), {
    staleTime: Infinity,
    // Without a list that could not be read what is shown stays as it was.
    refetchInterval: ({ state }) => (state.status === "error" ? UNREADABLE_MS : false),
    structuralSharing: (before, after) => replaceEqualDeep(before, keepNewerPages(before, after)),
  });
}

const applied = new WeakMap<QueryClient, WeakSet<PipelineClient>>();

/** `applyInboxPolicy`, once for a client: an application of the inbox alone loads no other intervals. */
export function ensureInboxPolicy(client: QueryClient, trpc: PipelineClient): void {
  const done = applied.get(client) ?? new WeakSet();
  if (!done.has(trpc)) applyInboxPolicy(client, trpc);
  applied.set(client, done.add(trpc));
}
