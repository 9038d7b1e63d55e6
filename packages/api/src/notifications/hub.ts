import { DomainError } from "@pipeline/core/errors";
import type { Hint } from "./hint";

const PER_USER = 32;
const RETRY_AFTER_S = 60;

/** Who waits for an inbox of this process to move on. */
export type Hub = {
  /**
   * A stream of a user's versions, open until it is closed, by `signal` at the latest. `pass` is the session or key that let
   * its reader in. TOO_MANY_REQUESTS for a user with 32 of them, UNAVAILABLE once the process stops.
   */
  subscribe(userId: string, signal?: AbortSignal, pass?: string): Subscription;
  /** Hands a hint to the user's streams; older ones than they know say nothing. */
  publish(hint: Hint): void;
  /** The sessions and keys that streams were opened with. */
  passes(): string[];
  /** Ends the streams that were opened with one of these. */
  endThose(passes: ReadonlySet<string>): void;
  /** Who has a stream. */
  users(): string[];
  /** How many streams are open. */
  size(): number;
  /** Ends all streams and takes no new ones. */
  readonly stop: () => void;
};

export type Subscription = {
  /** The newest version once there is one above `than`: those in between are skipped. Throws AbortError when it is closed. */
  newer(than: number): Promise<number>;
  readonly close: () => void;
};

type Waiting = { than: number; resolve(version: number): void; reject(error: Error): void };
type Stream = Subscription & { readonly pass: string | undefined; hear(version: number): void };

/** Nobody waits yet. Nothing is kept of users without a stream. */
export function createHub(): Hub {
  const streams = new Map<string, Set<Stream>>();
  let open = 0;
  let stopped = false;

  function forget(userId: string, stream: Stream): void {
    const own = streams.get(userId);
    if (!own?.delete(stream)) return;
    open--;
    if (own.size === 0) streams.delete(userId);
  }

  const all = () => [...streams.values()].flatMap((own) => [...own]);

  return {
    subscribe(userId, signal, pass) {
      if (stopped) throw new DomainError("UNAVAILABLE", "Pipeline is stopping.", { retryAfter: 2 });
      const own = streams.get(userId) ?? new Set();
      if (own.size >= PER_USER) {
        throw new DomainError("TOO_MANY_REQUESTS", `Only ${PER_USER} streams may be open at once.`, {
          retryAfter: RETRY_AFTER_S,
        });
      }
      const stream = createStream(pass, () => {
        forget(userId, stream);
        signal?.removeEventListener("abort", stream.close);
      });
      streams.set(userId, own.add(stream));
      open++;
      signal?.addEventListener("abort", stream.close);
      if (signal?.aborted) stream.close();
      return stream;
    },
    publish({ userId, version }) {
      for (const stream of streams.get(userId) ?? []) stream.hear(version);
    },
    passes: () => [...new Set(all().flatMap(({ pass }) => pass ?? []))],
    endThose(passes) {
      for (const { pass, close } of all()) if (pass !== undefined && passes.has(pass)) close();
    },
    users: () => [...streams.keys()],
    size: () => open,
    stop() {
      stopped = true;
      for (const { close } of all()) close();
    },
  };
}

/** One reader's place: the newest version it was told, and whether it waits. */
function createStream(pass: string | undefined, onClose: () => void): Stream {
  let newest = -1;
  let waiting: Waiting | undefined;
  let closed = false;
  return {
    pass,
    hear(version) {
      newest = Math.max(newest, version);
      if (waiting === undefined || newest <= waiting.than) return;
      waiting.resolve(newest);
      waiting = undefined;
    },
    newer(than) {
      if (closed) return Promise.reject(ended());
      if (newest > than) return Promise.resolve(newest);
      return new Promise((resolve, reject) => (waiting = { than, resolve, reject }));
    },
    close() {
      if (closed) return;
      closed = true;
      onClose();
      waiting?.reject(ended());
      waiting = undefined;
    },
  };
}

// tRPC ends the stream without a word, and the browser comes back; a generator that returns would tell it not to.
function ended(): Error {
  return new DOMException("The stream has ended.", "AbortError");
}
