import { useSyncExternalStore } from "react";

/** What is asked of the calendar of time zones: when the local day that holds an instant ends; epoch milliseconds. */
export type Calendar = { readonly nextLocalDay: (at: number, timeZone: string) => number };

let calendar: Calendar | undefined;
let loading = false;
const waiting = new Set<() => void>();

/** The calendar, undefined until it is loaded: the first paint does without it. */
export function useCalendar(): Calendar | undefined {
  return useSyncExternalStore(subscribe, () => calendar, never);
}

const never = () => undefined;

function subscribe(listener: () => void): () => void {
  waiting.add(listener);
  void load();
  return () => void waiting.delete(listener);
}

async function load(): Promise<void> {
  if (calendar || loading) return;
  loading = true;
  try {
    calendar = await import("@pipeline/core/time-zone");
    for (const listener of waiting) listener();
  } catch {
    // Without a network: whoever subscribes next tries again, and news and focus ask for figures meanwhile.
  } finally {
    loading = false;
  }
}
