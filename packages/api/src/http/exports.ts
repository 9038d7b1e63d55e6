import { DomainError } from "@pipeline/core/errors";

const PER_USER = 2;
/** Each holds a connection of the pool for as long as its reader reads. */
const PER_PROCESS = 4;
const RETRY_AFTER_S = 10;
const STALL_MS = 60_000;

/** The exports that are under way in this process. */
export type Exports = {
  /** A reader that takes nothing for this long is cut off; ms. */
  readonly stallMs: number;
  /** Runs an export of a user. TOO_MANY_REQUESTS with two under way, UNAVAILABLE when the process has all it can bear. */
  run(userId: string, work: (stopped: AbortSignal) => Promise<void>): Promise<void>;
  /** Breaks off what is under way and waits until it has let go of the database. */
  stop(): Promise<void>;
};

/** Nothing is under way yet. `follow` is told of each export, so that a stop can wait a little for it. */
export function createExports(follow: (task: Promise<unknown>) => void, stallMs = STALL_MS): Exports {
  const active = new Map<Promise<void>, { userId: string; stop: AbortController }>();
  return {
    stallMs,
    async run(userId, work) {
      const own = [...active.values()].filter((other) => other.userId === userId).length;
      if (own >= PER_USER) throw busy("TOO_MANY_REQUESTS", `Only ${PER_USER} exports may run at once.`);
      if (active.size >= PER_PROCESS) throw busy("UNAVAILABLE", "Too many exports are running. Try again in a moment.");
      const stop = new AbortController();
      const task = work(stop.signal);
      active.set(task, { userId, stop });
      follow(task);
      await task.finally(() => active.delete(task));
    },
    async stop() {
      for (const { stop } of active.values()) stop.abort();
      await Promise.allSettled(active.keys());
    },
  };
}

function busy(code: "TOO_MANY_REQUESTS" | "UNAVAILABLE", message: string): DomainError {
  return new DomainError(code, message, { retryAfter: RETRY_AFTER_S });
}
