import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { client, type Target } from "./target";

const BACKOFF_MS = 300;
const CONNECT_S = 5;
const BEAT_MS = 25_000;
const PATIENCE_MS = 5_000;

export type ListenHandlers = {
  onMessage(payload: string): void;
  /** At first and at every return: what was sent in between is lost, and this is the moment to look for it. */
  onListening(): void;
  /** Told why it is deaf for a while; it goes on by itself. */
  onLost?: ((error: unknown) => void) | undefined;
};

/** How often (ms) it hears itself, and how long it waits for that. */
export type ListenPace = { beatMs?: number; patienceMs?: number };

export type Listening = { stop(): Promise<void> };

/**
 * Listens on a channel until it is stopped, over a connection of its own; not through a pooler of transactions. It tells
 * itself something now and then: a connection that has gone silent is given up and made anew. Throws nothing; a server
 * that is down is tried again.
 */
export function listen(target: Target, channel: string, handlers: ListenHandlers, pace: ListenPace = {}): Listening {
  const { beatMs = BEAT_MS, patienceMs = PATIENCE_MS } = pace;
  const stopping = new AbortController();
  const { signal } = stopping;

  async function once(): Promise<void> {
    // One signal for both ends: a promise that is raced at every beat would hold on to each of these races.
    const over = new AbortController();
    const stop = () => over.abort();
    signal.addEventListener("abort", stop);
    const ear = createEar(target, channel, handlers, (error) => over.abort(error));
    try {
      // A server may take the connection and never answer.
      await within(ear.listen(), CONNECT_S * 1000 + patienceMs, signal);
      for (;;) {
        await sleep(beatMs, undefined, { signal: over.signal, ref: false });
        await within(ear.beat(), patienceMs, over.signal);
      }
    } finally {
      signal.removeEventListener("abort", stop);
      await ear.close();
    }
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      await once().catch((error: unknown) => {
        if (!signal.aborted) handlers.onLost?.(reasonOf(error));
      });
      await sleep(BACKOFF_MS, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/**
 * What one connection hears; nothing any more once it is closed. The driver's own `listen` comes back by itself: where that
 * fails nobody is told, and nothing is heard.
 */
function createEar(target: Target, channel: string, handlers: ListenHandlers, onLost: (error: Error) => void) {
  const own = `beat ${randomUUID()}`;
  let heard: (() => void) | undefined;
  let closed = false;
  function hear(payload: string): void {
    if (closed) return;
    if (payload === own) heard?.();
    else if (!payload.startsWith("beat ")) handlers.onMessage(payload);
  }
  // The driver's types leave this one out.
  const hearing = { onnotify: (_: string, payload: string) => hear(payload) };
  const sql = client(target, {
    max: 1,
    max_lifetime: null,
    connect_timeout: CONNECT_S,
    fetch_types: false,
    connection: { application_name: "pipeline-listen" },
    onclose: () => onLost(new Error("The connection of a listener was lost.")),
    ...hearing,
  });
  return {
    async listen(): Promise<void> {
      await sql`listen ${sql(channel)}`;
      if (!closed) handlers.onListening();
    },
    async beat(): Promise<void> {
      const back = new Promise<void>((resolve) => (heard = resolve));
      await sql.notify(channel, own);
      await back;
    },
    async close(): Promise<void> {
      closed = true;
      await sql.end({ timeout: 0 });
    },
  };
}

/** What ended a wait, where something did. */
function reasonOf(error: unknown): unknown {
  return error instanceof Error && error.name === "AbortError" ? (error.cause ?? error) : error;
}

/** Throws when the work takes longer than `ms`, and when it is to stop. */
async function within<T>(work: Promise<T>, ms: number, stopping: AbortSignal): Promise<T> {
  const over = new AbortController();
  const stop = () => over.abort(stopping.reason);
  stopping.addEventListener("abort", stop);
  const late = sleep(ms, undefined, { signal: over.signal, ref: false }).then(() => {
    throw new Error("The database did not answer a listener in time.");
  });
  // Whichever comes second has nobody to tell.
  work.catch(() => {});
  late.catch(() => {});
  if (stopping.aborted) stop();
  try {
    return await Promise.race([work, late]);
  } finally {
    stopping.removeEventListener("abort", stop);
    stop();
  }
}
