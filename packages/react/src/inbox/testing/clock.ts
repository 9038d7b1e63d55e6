type Task = { at: number; turn: number; run: () => unknown };

/** Time that passes when it is told to. */
export type Clock = {
  now: () => number;
  /** Runs something later; answers how to prevent it. */
  after: (ms: number, run: () => unknown) => () => void;
  /** Lets time pass: all that is due in between happens in its order, with everything it promises. */
  run: (ms: number) => Promise<void>;
  /** How much waits. */
  size: () => number;
};

// Promises that were kept have said so to everyone who waits, also through a few hands.
const HANDS = 24;
async function settle(): Promise<void> {
  for (let i = 0; i < HANDS; i++) await Promise.resolve();
}

/** A clock that stands at 0. */
export function makeClock(): Clock {
  const tasks = new Set<Task>();
  let [now, turns] = [0, 0];
  function next(until: number): Task | undefined {
    let first: Task | undefined;
    for (const task of tasks) {
      if (task.at > until) continue;
      if (!first || task.at < first.at || (task.at === first.at && task.turn < first.turn)) first = task;
    }
    return first;
  }
  return {
    now: () => now,
    size: () => tasks.size,
    after(ms, run) {
      const task = { at: now + Math.max(0, ms), turn: (turns += 1), run };
      tasks.add(task);
      return () => void tasks.delete(task);
    },
    async run(ms) {
      const until = now + ms;
      await settle();
      for (let task = next(until); task; task = next(until)) {
        tasks.delete(task);
        now = Math.max(now, task.at);
        await task.run();
        await settle();
      }
      now = until;
    },
  };
}
