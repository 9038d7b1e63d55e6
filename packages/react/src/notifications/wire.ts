import type { AppRouter } from "@pipeline/api";
import type { QueryClient } from "@tanstack/react-query";
import type { TRPCUntypedClient } from "@trpc/client";
import { getQueryKey } from "@trpc/react-query";
import { TRPCContext } from "@trpc/react-query/shared";
import { useContext } from "react";
import type { PipelineClient } from "../client";
import type { Wire } from "../inbox/inbox";
import type { InboxAnswer } from "../types";

/** The tRPC client that the host gave to its provider, for what is not asked by a component: a poll that is due. */
export type Transport = Pick<TRPCUntypedClient<AppRouter>, "query" | "mutation" | "subscription">;

/** Throws outside of the provider. */
export function useTransport(): Transport {
  const context: { client: Transport } | null = useContext(TRPCContext);
  if (!context) throw new Error("The hooks belong below PipelineProvider, or the host's own tRPC provider.");
  return context.client;
}

/** A poll that takes longer has failed: connections may die without a word. */
const PATIENCE_MS = 30_000;

const has = <K extends string>(value: unknown, key: K): value is Record<K, unknown> =>
  typeof value === "object" && value !== null && key in value;
const isAnswer = (value: unknown): value is InboxAnswer =>
  has(value, "changed") && has(value, "version") && typeof value.version === "number";

/** The path of a procedure of the notifications, wherever the host has mounted them. */
export function pathOf(trpc: PipelineClient, name: string): string {
  const [path] = getQueryKey(trpc.notifications);
  return [...path, name].join(".");
}

/** The inbox's way to the server. Polls go through the query client, so that it hears of a session's end. */
export function makeWire(trpc: PipelineClient, client: QueryClient, transport: Transport): Wire {
  const [poll, changes] = [pathOf(trpc, "poll"), pathOf(trpc, "changes")];
  return {
    poll: (since) =>
      client.fetchQuery({
        queryKey: [poll],
        async queryFn({ signal }) {
          const limited = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
          const answer = await transport.query(poll, { since }, { signal: limited, context: { skipBatch: true } });
          if (!isAnswer(answer)) throw new Error("This is not an answer to a poll.");
          return answer;
        },
        retry: false,
        gcTime: 0,
        networkMode: "always",
      }),
    listen(on) {
      const stream = transport.subscription(
        changes,
        {},
        {
          onData(value) {
            if (has(value, "data") && has(value.data, "version") && typeof value.data.version === "number") {
              on.hint(value.data.version);
            }
          },
          onConnectionStateChange({ state, error }) {
            if (state === "pending") on.open();
            else if (error !== null) on.lost();
          },
          onError: on.lost,
          onComplete: on.lost,
        },
      );
      return () => stream.unsubscribe();
    },
    retryAfterMs(error) {
      const seconds = has(error, "meta") && has(error.meta, "response") ? retryAfterOf(error.meta.response) : null;
      return seconds === null || !/^\d+$/.test(seconds) ? 0 : Number(seconds) * 1000;
    },
  };
}

const retryAfterOf = (response: unknown) => (response instanceof Response ? response.headers.get("retry-after") : null);
