const SAMPLES = 8;

/** The server's time, told from the instants its answers carry. */
export type ServerClock = {
  /** Takes note of an answer's `asOf`, received at `receivedAt` (ms of this machine). Once each. */
  observe(asOf: string, receivedAt: number): void;
  /** This machine's `now` (ms) as the server would say it; undefined before the first answer. */
  serverTime(now: number): number | undefined;
};

/**
 * Receipt − asOf is the clocks' difference plus the way, which is never negative: the smallest of the latest samples
 * is nearest to the difference, so that the server's time is never told too late by more than the fastest way.
 */
export function createServerClock(): ServerClock {
  const samples: number[] = [];
  let latest = -Infinity;
  return {
    observe(asOf, receivedAt) {
      const at = Date.parse(asOf);
      if (at <= latest) return;
      latest = at;
      samples.push(receivedAt - at);
      if (samples.length > SAMPLES) samples.shift();
    },
    serverTime: (now) => (samples.length === 0 ? undefined : now - Math.min(...samples)),
  };
}

/** One for the page. */
export const serverClock = createServerClock();
