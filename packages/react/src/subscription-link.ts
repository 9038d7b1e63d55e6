import type { AppRouter } from "@pipeline/api";
import { TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";

/**
 * Subscriptions over server-sent events, loaded with the first one: tRPC's own link cannot be split from its client, and is
 * half as large again as all hooks of the inbox.
 */
export function subscriptionLink(url: string): TRPCLink<AppRouter> {
  return () =>
    ({ op }) =>
      observable((observer) => {
        let end: (() => void) | undefined;
        let ended = false;
        const open = async () => {
          const { openEventSource } = await import("./event-source");
          if (!ended) end = openEventSource(url, op, observer, (cause) => TRPCClientError.from(cause));
        };
        // It may not load, and a browser without EventSource is polled.
        open().catch((error: Error) => observer.error(TRPCClientError.from(error)));
        return () => {
          ended = true;
          end?.();
        };
      });
}
