import { POLICY } from "../policy";
import { pageClock } from "./page-clock";

/** A pace that many figures share. */
export type Ticker = {
  subscribe: (listener: () => void) => () => void;
  /** The page clock at the last tick (ms): the same for everybody until the next. */
  now: () => number;
};

function paceMs(): number {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? POLICY.tick.calm : POLICY.tick.frame;
}

/** About ten ticks a second, one with reduced motion, none while nobody listens or the page is hidden. */
export function createTicker(): Ticker {
  const listeners = new Set<() => void>();
  let current = pageClock.now();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function tick(): void {
    current = pageClock.now();
    for (const listener of listeners) listener();
    schedule();
  }
  function schedule(): void {
    clearTimeout(timer);
    timer = undefined;
    if (listeners.size > 0 && !document.hidden) timer = setTimeout(() => requestAnimationFrame(tick), paceMs());
  }
  return {
    subscribe(listener) {
      if (listeners.size === 0) {
        current = pageClock.now();
        document.addEventListener("visibilitychange", tick);
      }
      listeners.add(listener);
      if (timer === undefined) schedule();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        document.removeEventListener("visibilitychange", tick);
        schedule();
      };
    },
    now: () => current,
  };
}

/** One for the page. */
export const ticker = createTicker();
