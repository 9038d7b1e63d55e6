import type { AppRouter } from "@pipeline/api";
import { ListNotifications, MarkAllRead, NotificationId, PollInbox } from "@pipeline/core/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import type { ReactNode } from "react";
import { api } from "../../client";
// What a page loads by itself takes no time of a clock that a test moves.
import "../../notifications/live-inbox";
import { makeQueryClient } from "../../query-client";
import { modelServer } from "./model-server";
import type { Server } from "./server";

// Whatever clock there is when it is asked.
const at = () => Date.now();

async function answer(server: Server, path: string, input: unknown): Promise<unknown> {
  switch (path) {
    case "notifications.poll":
      return { ...(await server.poll(0, PollInbox.parse(input).since)), pollAfterMs: 5_000 };
    case "notifications.list": {
      const { direction: _direction, ...query } = Object(input);
      const { filter, limit, cursor } = ListNotifications.parse(query);
      return server.list(0, { filter, limit, cursor });
    }
    case "notifications.markRead":
      return server.change(0, { kind: "markRead", groupUpTo: undefined, id: NotificationId.parse(input).id });
    case "notifications.markAllRead":
      return server.change(0, { kind: "markAllRead", types: undefined, upTo: MarkAllRead.parse(input).upTo });
    default:
      throw new Error(`Nothing here answers ${path}.`);
  }
}

/** A page over a backend in memory: with a clock that the test moves, no answer waits for anything else. */
export async function openModelPage() {
  const started = at();
  const server = await modelServer({ processes: 1 })({ now: () => at() - started, onVersion: () => {} });
  const calls: string[] = [];
  const held = new Map<string, (() => void)[]>();
  let inserted = 0;
  const link: TRPCLink<AppRouter> =
    () =>
    ({ op }) =>
      observable((observer) => {
        calls.push(op.path);
        const later = (run: () => void) => {
          const waiting = held.get(op.path);
          if (waiting) waiting.push(run);
          else run();
        };
        answer(server, op.path, op.input).then(
          (data) =>
            later(() => {
              observer.next({ result: { type: "data", data } });
              observer.complete();
            }),
          (error: unknown) => later(() => observer.error(TRPCClientError.from(Object(error)))),
        );
      });
  const client = makeQueryClient();
  const trpc = api.createClient({ links: [link] });
  return {
    server,
    client,
    calls,
    polls: () => calls.filter((path) => path === "notifications.poll").length,
    wrapper: ({ children }: { children: ReactNode }) => (
      <api.Provider client={trpc} queryClient={client}>
        <QueryClientProvider client={client}>{children}</QueryClientProvider>
      </api.Provider>
    ),
    tell: () => server.notify(0, { key: `${(inserted += 1)}`, at: at() - started, groupKey: null, expiresAt: null }),
    /** Keeps the answers of a procedure back until the returned function is called. */
    hold(path: string) {
      const waiting: (() => void)[] = [];
      held.set(path, waiting);
      return () => {
        held.delete(path);
        for (const run of waiting.splice(0)) run();
      };
    },
  };
}
