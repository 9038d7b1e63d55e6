import type { Db } from "@pipeline/db";
import { sql } from "drizzle-orm";
import { INBOX_CHANNEL, toPayload, type Hint } from "./hint";
import { versionsOf } from "./inbox";

const EVERY_MS = 500;
/** A change that is alone is told after this: most have committed by then. */
const SOON_MS = 50;
/** How often a version that is not committed yet is looked for before it counts as rolled back. */
const ROUNDS = 4;

/** Changes that no notification tells, gathered for the other processes. */
export type Touches = {
  /** To be called before the change commits. */
  readonly touch: (hint: Hint) => void;
  /** Tells what is left and gathers no more. */
  stop(): Promise<void>;
};

type Waiting = { version: number; rounds: number };

/**
 * Tells all processes of the newest version per user, twice a second at most and apart from the change, once the
 * version is committed. `owner` sees every inbox. What cannot be told is dropped: a poll finds it.
 */
export function createTouches(
  owner: Db,
  onError: (error: unknown) => void,
  { everyMs = EVERY_MS }: { everyMs?: number } = {},
): Touches {
  let waiting = new Map<string, Waiting>();
  let timer: NodeJS.Timeout | undefined;
  let flushing = Promise.resolve();
  let flushedAt = -Infinity;
  let stopped = false;

  function schedule(): void {
    if (stopped || timer !== undefined || waiting.size === 0) return;
    const pause = Math.max(Math.min(SOON_MS, everyMs), flushedAt + everyMs - performance.now());
    timer = setTimeout(() => {
      flushing = flush();
    }, pause);
    timer.unref();
  }

  async function flush(): Promise<void> {
    flushedAt = performance.now();
    const round = waiting;
    waiting = new Map();
    try {
      for (const userId of await tell(owner, round)) round.delete(userId);
      for (const [userId, { version, rounds }] of round) {
        if (rounds + 1 < ROUNDS) add(userId, { version, rounds: rounds + 1 });
      }
    } catch (error) {
      onError(error);
    } finally {
      timer = undefined;
      schedule();
    }
  }

  function add(userId: string, hint: Waiting): void {
    const known = waiting.get(userId);
    const isNewer = known === undefined || known.version < hint.version;
    if (isNewer || (known.version === hint.version && hint.rounds < known.rounds)) waiting.set(userId, hint);
  }

  return {
    touch({ userId, version }) {
      if (stopped) return;
      add(userId, { version, rounds: 0 });
      schedule();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await flushing;
      if (waiting.size > 0) await flush();
    },
  };
}

/**
 * One statement to look and one to tell, for all: what reads inboxes may run on another machine of a sharded database,
 * where nobody listens. A version that is rolled back is never told: it will be somebody else's. Answers who was told.
 */
async function tell(owner: Db, waiting: ReadonlyMap<string, Waiting>): Promise<string[]> {
  const found = await versionsOf(owner, [...waiting.keys()]);
  const committed = found.filter(({ userId, version }) => version >= (waiting.get(userId)?.version ?? 0));
  if (committed.length === 0) return [];
  const payloads = JSON.stringify(committed.map(toPayload));
  await owner.execute(sql`select pg_notify(${INBOX_CHANNEL}, value) from json_array_elements_text(${payloads})`);
  return committed.map(({ userId }) => userId);
}
