import { setTimeout as sleep } from "node:timers/promises";
import { DomainError } from "@pipeline/core/errors";

const PER_USER = 2;
/** Each holds a connection of the pool for as long as its reader reads. */
const PER_PROCESS = 4;
const RETRY_AFTER_S = 10;
const STALL_MS = 60_000;
/** A snapshot that is held for longer keeps the whole database from tidying up behind itself. */
const LIMIT_MS = 10 * 60_000;
/** How long a stop waits for exports; short, since the database is still to be stopped. */
const GRACE_MS = 1_000;

/** The exports that are under way in this process. */
export type Exports = {
  /** A reader that takes nothing for this long is cut off; ms. */
  readonly stallMs: number;
  /** One that is not written to its end after this long is broken off, however steadily it is read; ms. */
  readonly limitMs: number;
  /** Runs an export of a user. TOO_MANY_REQUESTS with two under way, UNAVAILABLE when the process has all it can bear. */
  run(userId: string, work: (stopped: AbortSignal) => Promise<void>): Promise<void>;
  /** Gives what is under way a moment to end, then breaks it off and waits until it has let go of the database. */
  stop(): Promise<void>;
};

type ExportLimits = { stallMs?: number; limitMs?: number; graceMs?: number };

/** Nothing is under way yet. `graceMs` is how long a stop waits. */
export function createExports(limits: ExportLimits = {}): Exports {
  const { stallMs = STALL_MS, limitMs = LIMIT_MS, graceMs = GRACE_MS } = limits;
  const active = new Map<Promise<void>, { userId: string; stop: AbortController }>();
  return {
    stallMs,
    limitMs,
    async run(userId, work) {
      const own = [...active.values()].filter((other) => other.userId === userId).length;
      if (own >= PER_USER) throw busy("TOO_MANY_REQUESTS", `Only ${PER_USER} exports may run at once.`);
      if (active.size >= PER_PROCESS) throw busy("UNAVAILABLE", "Too many exports are running. Try again in a moment.");
      const stop = new AbortController();
      const task = work(stop.signal);
      active.set(task, { userId, stop });
      await task.finally(() => active.delete(task));
    },
    async stop() {
      await Promise.race([Promise.allSettled(active.keys()), sleep(graceMs, undefined, { ref: false })]);
      for (const { stop } of active.values()) stop.abort();
      await Promise.allSettled(active.keys());
    },
  };
}

function busy(code: "TOO_MANY_REQUESTS" | "UNAVAILABLE", message: string): DomainError {
  return new DomainError(code, message, { retryAfter: RETRY_AFTER_S });
}
