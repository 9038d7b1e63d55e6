const MINUTE = 60_000;
/** The clocks of a machine differ by less than this between two looks unless one was set or stood still. */
const JUMP_MS = 1_000;

/** Time that passes evenly on this page, whatever is done to the clock on the wall. */
export type PageClock = {
  /** Milliseconds since some instant of its own. */
  now(): number;
  /** Calls back when time may have passed unseen: whoever extrapolates should ask the server again. */
  onJump(listener: () => void): () => void;
};

type Clocks = {
  /** Date.now: goes on while the machine sleeps, and may be set. */
  wall: () => number;
  /** performance.now: is never set, and in some browsers stands still while the machine sleeps. */
  steady: () => number;
};

/**
 * The steady clock, put forward by what it missed: a minute or more that only the wall clock saw is taken for sleep,
 * anything else for a clock that was set. Either way the next answer of the server decides.
 */
export function createPageClock({ wall, steady }: Clocks): PageClock {
  const listeners = new Set<() => void>();
  let last = { wall: wall(), steady: steady() };
  let slept = 0;
  return {
    now() {
      const seen = { wall: wall(), steady: steady() };
      const unseen = seen.wall - last.wall - (seen.steady - last.steady);
      last = seen;
      if (unseen >= MINUTE) slept += unseen;
      if (Math.abs(unseen) > JUMP_MS) for (const listener of listeners) listener();
      return seen.steady + slept;
    },
    onJump(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** One for the page. */
export const pageClock = createPageClock({ wall: () => Date.now(), steady: () => performance.now() });
