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
  const pause = (ms: number) => sleep(ms, undefined, { signal, ref: false });

  async function once(): Promise<void> {
    const ear = createEar(target, channel, handlers);
    try {
      // A server may take the connection and never answer.
      await within(ear.listen(), CONNECT_S * 1000 + patienceMs, signal);
      for (;;) {
        await Promise.race([pause(beatMs), ear.lost]);
        await within(Promise.race([ear.beat(), ear.lost]), patienceMs, signal);
      }
    } finally {
      await ear.close();
    }
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      await once().catch((error: unknown) => {
        if (!signal.aborted) handlers.onLost?.(error);
      });
      await pause(BACKOFF_MS).catch(() => {});
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
function createEar(target: Target, channel: string, handlers: ListenHandlers) {
  const own = `beat ${randomUUID()}`;
  let heard: (() => void) | undefined;
  let closed = false;
  let lose: ((error: Error) => void) | undefined;
  const lost = new Promise<never>((_, reject) => (lose = reject));
  lost.catch(() => {});
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
    onclose: () => lose?.(new Error("The connection of a listener was lost.")),
    ...hearing,
  });
  return {
    /** Rejects when the connection is gone. */
    lost,
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

/** Throws when the work takes longer than `ms`, and when it is to stop. */
async function within<T>(work: Promise<T>, ms: number, stopping: AbortSignal): Promise<T> {
  const over = new AbortController();
  const stop = () => over.abort();
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
