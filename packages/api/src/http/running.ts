import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE_MS = 4_000;

/** Knows what is being answered, so that a stop can wait for it. */
export type Running = {
  /** Runs `work` as one of those; `refuse` instead once it is stopping. */
  during<T>(work: () => Promise<T>, refuse: () => T): Promise<T>;
  /** Counts what goes on after its request was answered among those. */
  follow(task: Promise<unknown>): void;
  /** Takes nothing new and waits for the rest, a few seconds at most. */
  drain(): Promise<void>;
};

/** Nothing is running yet. */
export function createRunning(): Running {
  const active = new Set<Promise<unknown>>();
  let stopping = false;
  const follow = (task: Promise<unknown>) => {
    active.add(task);
    const forget = () => void active.delete(task);
    task.then(forget, forget);
  };
  return {
    follow,
    async during(work, refuse) {
      if (stopping) return refuse();
      const task = work();
      follow(task);
      return task;
    },
    async drain() {
      stopping = true;
      await Promise.race([Promise.allSettled(active), sleep(PATIENCE_MS, undefined, { ref: false })]);
    },
  };
}
