/** A page's clock drifts by less than this between two looks at the server's; what is further off has jumped. */
const DRIFT_MS = 1_000;

/** Between which instants of the page's clock (ms) the server said something; without `sent` only the end is known. */
type Exchange = { readonly sent?: number; readonly received: number };

/** The server's time, told from the instants its answers carry. */
export type ServerClock = {
  /** Takes note of an instant (ISO) that the server gave during an exchange. */
  observe(instant: string, exchange: Exchange): void;
  /** The page clock's `now` (ms) as the server would say it; undefined before the first answer. */
  serverTime(now: number): number | undefined;
};

/**
 * Each exchange bounds the difference of the clocks: it lies between sent − instant and received − instant. The middle
 * of the shortest exchange is taken; later ones correct it only as far as they contradict it, so that a slow answer, or
 * one that was slow one way, never makes it worse. The told time does not step back for a correction.
 */
export function createServerClock(): ServerClock {
  let difference: number | undefined;
  let known = { low: -Infinity, high: Infinity };
  let told = -Infinity;
  return {
    observe(instant, { sent, received }) {
      const at = Date.parse(instant);
      const [low, high] = [sent === undefined ? -Infinity : sent - at, received - at];
      const wasSet = low > known.high + DRIFT_MS || high < known.low - DRIFT_MS;
      if (difference === undefined || wasSet || high - low < known.high - known.low) {
        difference = sent === undefined ? high : (low + high) / 2;
        known = { low, high };
      } else {
        difference = Math.min(Math.max(difference, low), high);
      }
    },
    serverTime(now) {
      if (difference === undefined) return undefined;
      const time = now - difference;
      if (time > told || told - time > DRIFT_MS) told = time;
      return told;
    },
  };
}

/** One for the page. */
export const serverClock = createServerClock();
