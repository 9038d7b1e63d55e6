import { setTimeout as sleep } from "node:timers/promises";
import type { Counts } from "./counts";

const MINUTE_MS = 60_000;
/** A process tells the others after each twelfth of a limit. */
const PARTS = 12;
/** Nobody waits longer for the others' counts; then each process counts for itself for a while. */
const PATIENCE_MS = 200;
const ALONE_MS = 1_000;

/** The calls of each caller's minute. */
export type Minutes = {
  /** Takes `calls` of `limit`. Answers undefined, or how long (ms) to wait where fewer are left. */
  take(key: string, calls: number, limit: number): Promise<number | undefined>;
};

type Minute = {
  endsAt: number;
  /** What all processes have told. */
  told: number;
  /** What this one has let through since. */
  untold: number;
  telling: Promise<boolean> | undefined;
};

type MinutesOptions = {
  /** Milliseconds that only go on. */
  clock?: () => number;
  /** How long a call waits for the others' counts, ms. */
  patienceMs?: number;
};

/**
 * Counts here, and tells a count that all processes share a part at a time, so that most calls ask no database. All that
 * counts was let through: nobody is refused below the limit. Beyond it go no more than a part for each process, and
 * with a database that does not answer the limit of each.
 */
export function createMinutes(counts: Pick<Counts, "add">, options: MinutesOptions = {}): Minutes {
  const { clock = () => performance.now(), patienceMs = PATIENCE_MS } = options;
  const minutes = new Map<string, Minute>();
  let aloneUntil = -Infinity;

  function current(key: string): Minute {
    const now = clock();
    const known = minutes.get(key);
    if (known && now < known.endsAt) return known;
    minutes.delete(key);
    for (const [old, { endsAt }] of minutes) {
      if (now < endsAt) break;
      minutes.delete(old);
    }
    const fresh = { endsAt: now + MINUTE_MS, told: 0, untold: 0, telling: undefined };
    minutes.set(key, fresh);
    return fresh;
  }

  async function tell(key: string, minute: Minute): Promise<boolean> {
    const [asked, n] = [clock(), minute.untold];
    try {
      const all = await counts.add(key, n, minute.endsAt - asked);
      if (!all) return false;
      [minute.told, minute.untold, minute.endsAt] = [all.count, minute.untold - n, asked + all.leftMs];
      return true;
    } catch {
      return false;
    } finally {
      minute.telling = undefined;
    }
  }

  async function settled(key: string, minute: Minute): Promise<void> {
    minute.telling ??= tell(key, minute);
    const wasTold = await Promise.race([minute.telling, sleep(patienceMs, false, { ref: false })]);
    if (!wasTold) aloneUntil = clock() + ALONE_MS;
  }

  return {
    async take(key, calls, limit) {
      for (;;) {
        const minute = current(key);
        const { told, untold, endsAt } = minute;
        if (told + untold + calls > limit) return endsAt - clock();
        // A request of many calls is a part of its own.
        const isDue = untold > 0 && untold + calls > limit / PARTS;
        if (isDue && clock() >= aloneUntil) {
          await settled(key, minute);
          continue;
        }
        minute.untold += calls;
        return undefined;
      }
    },
  };
}
