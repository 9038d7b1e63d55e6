import { createContext, useContext, useSyncExternalStore } from "react";

/** How often the words are read again (ms). */
const CLOCK = 15_000;

const Rendered = createContext<number | undefined>(undefined);
/** Carries the instant (ms) of the server's rendering. */
export const RenderedAt = Rendered.Provider;

const listeners = new Set<() => void>();
let current = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  const tick = () => {
    current = Date.now();
    for (const each of listeners) each();
  };
  if (listeners.size === 0) {
    current = Date.now();
    timer = setInterval(tick, CLOCK);
    document.addEventListener("visibilitychange", tick);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    document.removeEventListener("visibilitychange", tick);
  };
}

const still = () => () => {};

/** The present instant (ms), read again a few times a minute: for words such as "3 minutes ago". Or not, while unseen. */
export function useNow(ticks = true): number {
  const renderedAt = useContext(Rendered);
  return useSyncExternalStore(
    ticks ? subscribe : still,
    () => current,
    () => renderedAt ?? current,
  );
}
