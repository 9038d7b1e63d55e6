import type { Wire } from "../inbox/inbox";
import type { InboxAnswer } from "../types";
import type { InboxHost } from "./host";

/** A poll that takes longer has failed: connections may die without a word. */
const PATIENCE_MS = 30_000;

const nothing = () => {};
const has = <K extends string>(value: unknown, key: K): value is Record<K, unknown> =>
  typeof value === "object" && value !== null && key in value;
const isAnswer = (value: unknown): value is InboxAnswer =>
  has(value, "changed") && has(value, "version") && typeof value.version === "number";

/** The inbox's way to the server. Polls go through the query client, so that it hears of a session's end. */
export function makeWire({ client, transport, pathOf }: Pick<InboxHost, "client" | "transport" | "pathOf">): Wire {
  const [poll, changes] = [pathOf("poll"), pathOf("changes")];
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
      try {
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
      } catch {
        // A host's client that has no link for subscriptions throws at once: it is polled.
        on.lost();
        return nothing;
      }
    },
    retryAfterMs(error) {
      const seconds = has(error, "meta") && has(error.meta, "response") ? retryAfterOf(error.meta.response) : null;
      return seconds === null || !/^\d+$/.test(seconds) ? 0 : Number(seconds) * 1000;
    },
  };
}

const retryAfterOf = (response: unknown) => (response instanceof Response ? response.headers.get("retry-after") : null);
