import { createHash } from "node:crypto";
import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Counts } from "./counts";

const SECONDS = 15 * 60;

/** Failed attempts by name, counted by all processes together. */
export type Failures = {
  /** Takes one of `limit` in 15 minutes before it is known what comes of it. Answers undefined, or how long (ms) to wait. */
  begin(name: string): Promise<number | undefined>;
  /** It has succeeded: all that counted is forgotten. */
  succeeded(name: string): Promise<void>;
  /** It came to nothing, and does not count. */
  cameToNothing(name: string): Promise<void>;
};

/**
 * An attempt counts from its beginning on, so that however many processes are tried at once, no more than `limit` fail.
 * Where the database cannot count, this process does.
 */
export function createFailures(counts: Counts, limit: number): Failures {
  const alone = new RateLimiterMemory({ points: limit, duration: SECONDS });
  // Whose attempt this process alone has counted. There is one of a name at a time.
  const own = new Set<string>();
  return {
    async begin(name) {
      const key = keyOf(name);
      own.delete(key);
      try {
        // Who is refused writes nothing.
        const known = await counts.get(key);
        if (known && known.count >= limit) return known.leftMs;
        if (await counts.add(key, 1, SECONDS * 1000, limit)) return undefined;
        return (await counts.get(key))?.leftMs ?? 1000;
      } catch {
        const { consumedPoints, msBeforeNext } = await alone.penalty(key);
        if (consumedPoints > limit) return msBeforeNext;
        own.add(key);
        return undefined;
      }
    },
    async succeeded(name) {
      const key = keyOf(name);
      own.delete(key);
      await Promise.all([alone.delete(key), counts.forget(key).catch(() => {})]);
    },
    async cameToNothing(name) {
      const key = keyOf(name);
      if (own.delete(key)) await alone.reward(key);
      else await counts.giveBack(key).catch(() => {});
    },
  };
}

/** Names that there may not be are kept by their hash. */
function keyOf(name: string): string {
  return `sign_in:${createHash("sha256").update(name).digest("base64url")}`;
}
