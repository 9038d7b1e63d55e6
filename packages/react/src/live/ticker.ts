import { POLICY } from "../policy";

/** A pace that many figures share. */
export type Ticker = {
  subscribe: (listener: () => void) => () => void;
  /** The instant of the last tick (ms): the same for everybody until the next. */
  now: () => number;
};

function paceMs(): number {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? POLICY.tick.calm : POLICY.tick.frame;
}

/** About ten ticks a second, one with reduced motion, none while nobody listens or the page is hidden. */
export function createTicker(): Ticker {
  const listeners = new Set<() => void>();
  let current = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function tick(): void {
    current = Date.now();
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
        current = Date.now();
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
