const SECOND = 1000;

/** What decides how long a page waits for its next poll. */
export type Pace = {
  /** What the server asked for last, ms. */
  pollAfterMs: number;
  /** Hints come by themselves: polls are a safety net. */
  pushed: boolean;
  visible: boolean;
  /** Polls that failed in a row. */
  failures: number;
  /** What a refusal asked for, ms. */
  retryAfterMs: number;
};

const CALM_MS = 60 * SECOND;
const MOST_MS = 300 * SECOND;
/** What a refusal asks for is granted up to here: a day's silence is no answer, and browsers take long timers for none. */
const PATIENT_MS = 3600 * SECOND;

/** How long (ms) until the next poll; `random` in [0, 1) keeps pages from asking all at once. */
export function pauseOf({ pollAfterMs, pushed, visible, failures, retryAfterMs }: Pace, random: number): number {
  const calm = pushed || !visible ? Math.max(CALM_MS, pollAfterMs) : pollAfterMs;
  if (failures === 0) return calm * (0.9 + random / 5);
  return Math.max(Math.min(retryAfterMs, PATIENT_MS), backoff(failures, pollAfterMs, 0)) * (1 + random);
}

/** Doubles with every failure, with up to as much again by chance; five minutes at most. */
export function backoff(failures: number, firstMs: number, random: number): number {
  return Math.min(MOST_MS / 2, firstMs * 2 ** (failures - 1)) * (1 + random);
}
