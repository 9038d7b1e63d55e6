import type { QueryClient } from "@tanstack/react-query";
import type { ChangeKind } from "./pending";

/** A change that was stored: what it was, of how many rows, of a snooze until when, and the version to take it back by. */
export type DoneChange = { kind: ChangeKind; count: number; version: number; until?: string | null };

type Store = { change: DoneChange | undefined; listeners: Set<() => void> };
const stores = new WeakMap<QueryClient, Store>();

function storeOf(client: QueryClient): Store {
  const store = stores.get(client) ?? { change: undefined, listeners: new Set() };
  stores.set(client, store);
  return store;
}

/** The last change of the inbox that can be taken back; one a page, whoever made it. */
export function lastChange(client: QueryClient): DoneChange | undefined {
  return storeOf(client).change;
}

/** Notes a change, or that there is none to take back any more. */
export function noteChange(client: QueryClient, change: DoneChange | undefined): void {
  const store = storeOf(client);
  store.change = change;
  for (const listener of store.listeners) listener();
}

/** Tells when there is another one. */
export function onChange(client: QueryClient, listener: () => void): () => void {
  const { listeners } = storeOf(client);
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
