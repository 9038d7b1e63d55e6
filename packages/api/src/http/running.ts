import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE_MS = 4_000;

/** Knows what is being answered, so that a stop can wait for it. */
export type Running = {
  /** Runs `work` as one of those; `refuse` instead once it is stopping. */
  during<T>(work: () => Promise<T>, refuse: () => T): Promise<T>;
  /** Takes nothing new and waits for the rest, a few seconds at most. */
  drain(): Promise<void>;
  /** How many are being answered. */
  readonly size: () => number;
};

/** Nothing is running yet. */
export function createRunning(): Running {
  const active = new Set<Promise<unknown>>();
  let stopping = false;
  return {
    async during(work, refuse) {
      if (stopping) return refuse();
      const task = work();
      active.add(task);
      return task.finally(() => active.delete(task));
    },
    size: () => active.size,
    async drain() {
      stopping = true;
      await Promise.race([Promise.allSettled(active), sleep(PATIENCE_MS, undefined, { ref: false })]);
    },
  };
}
