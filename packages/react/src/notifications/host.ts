import type { QueryClient, QueryKey } from "@tanstack/react-query";
import type { PendingChange } from "./pending";
import type { Transport } from "./transport";

/**
 * What an inbox needs of the page it belongs to. It is handed over and not imported: what is loaded after the first paint
 * then brings nothing of tRPC or TanStack Query along.
 */
export type InboxHost = {
  /** Pages with the same name share one connection. */
  name: string;
  client: QueryClient;
  transport: Transport;
  /** The path of a procedure of the notifications, wherever the host has mounted them. */
  pathOf: (procedure: string) => string;
  /** Key of all lists of the inbox. */
  lists: QueryKey;
  /** Keys of what is asked for again when there is news. */
  followers: readonly QueryKey[];
  /** Changes that are not answered yet. */
  pending: () => readonly PendingChange[];
};
