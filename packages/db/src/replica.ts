import { setTimeout as sleep } from "node:timers/promises";
import { connect, type Connection, type Db } from "./db";
import { refusePrivileged } from "./privileges";
import type { Target } from "./target";
import { errorCode } from "./tenant";

const CONNECTIONS = 5;
/** How long a request waits to hear from the replica, then for all of it; how long until it is looked at again; ms. */
const PATIENCE_MS = 2_000;
const WHOLE_MS = 15_000;
const RETRY_MS = 10_000;

/** `asked`: how many answers are under way, each over a connection. */
type Pool = Connection & { asked: number; isSilent: boolean };
type Answer<T> = (db: Db, heard: () => void) => Promise<T | undefined>;

/** A copy of the database that may be behind, or away. */
export type Replica = {
  /**
   * What `answer` makes of the copy; undefined where the primary has to answer. `answer` calls `heard` once the copy has
   * said something. Throws only what `isAnswer` says is one.
   */
  ask<T>(answer: Answer<T>, isAnswer: (error: unknown) => boolean): Promise<T | undefined>;
  close(): Promise<void>;
};

export type ReplicaOptions = {
  warn?: ((line: string) => void) | undefined;
  patienceMs?: number;
  wholeMs?: number;
  retryMs?: number;
};

/**
 * Reads from a replica for as long as it answers. Nobody asks one that is away: it is tried over a connection of its own,
 * one at a time, and one line is logged when it goes and when it is back.
 */
export function openReplica(target: Target, options: ReplicaOptions = {}): Replica {
  const { warn = () => {}, patienceMs = PATIENCE_MS, wholeMs = WHOLE_MS, retryMs = RETRY_MS } = options;
  const name = "pipeline-read";
  let pool: Pool | undefined;
  let told: "nothing" | "away" = "nothing";
  let checking: Promise<void> | undefined;
  let next = 0;
  let closed = false;

  async function probe(isStuck: boolean): Promise<void> {
    let one: Connection | undefined;
    try {
      one = connect(target, { max: 1, name });
      // The same role as on the primary: row-level security has to bind it there, too.
      await inTime(refusePrivileged(one.sql), patienceMs);
      if (closed || (pool && !isStuck)) return;
      // Connections that have gone silent are waited for no longer than until the next of this.
      pool?.sql.end({ timeout: retryMs / 1000 }).catch(() => {});
      pool = { ...connect(target, { max: CONNECTIONS, name }), asked: 0, isSilent: false };
      if (told === "away") warn("The read replica answers again.");
      told = "nothing";
    } catch (error) {
      if (closed) return;
      if (told !== "away") warn(`The read replica is not used, the primary answers: ${sentence(error)}`);
      told = "away";
      const lost = pool;
      pool = undefined;
      await lost?.sql.end({ timeout: 0 });
    } finally {
      await one?.sql.end({ timeout: 0 });
    }
  }

  function check(isStuck = false): void {
    if (checking || performance.now() < next) return;
    next = performance.now() + retryMs;
    // Nobody waits for it, so there is nobody to tell.
    const over = () => (checking = undefined);
    checking = probe(isStuck).then(over, over);
  }

  async function ask<T>(answer: Answer<T>, isAnswer: (error: unknown) => boolean): Promise<T | undefined> {
    if (!pool) {
      check();
      return undefined;
    }
    const mine = pool;
    if (mine.asked >= CONNECTIONS) {
      // Busy, and who waits would take that for silence; where it is silent, nobody else is left to notice.
      if (mine.isSilent) check(true);
      return undefined;
    }
    const silence = waitFor(patienceMs);
    mine.asked += 1;
    const asked = answer(mine.db, () => silence.wait(wholeMs)).finally(() => (mine.asked -= 1));
    asked.catch(() => {});
    try {
      return await Promise.race([asked, silence.late]);
    } catch (error) {
      if (isAnswer(error)) throw error;
      if (error === SILENT) mine.isSilent = true;
      // What the replica cancels because it has to go on says nothing about the next one.
      if (errorCode(error) !== "40001") check(error === SILENT);
      return undefined;
    } finally {
      silence.over();
    }
  }

  check();
  return {
    ask,
    async close() {
      closed = true;
      await checking;
      await pool?.close();
    },
  };
}

const SILENT = new Error("It says nothing.");

/** `late` rejects after `ms`, or after those that `wait` says in their place; never once it is over. */
function waitFor(ms: number): { late: Promise<never>; wait: (ms: number) => void; over: () => void } {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const ending = new AbortController();
  const late = new Promise<never>((_, reject) => {
    ending.signal.addEventListener("abort", () => reject(SILENT));
  });
  late.catch(() => {});
  const wait = (more: number) => {
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(() => ending.abort(), more).unref();
  };
  wait(ms);
  const over = () => {
    isOver = true;
    clearTimeout(timer);
  };
  return { late, wait, over };
}

async function inTime(work: Promise<unknown>, ms: number): Promise<void> {
  work.catch(() => {});
  const late = sleep(ms, undefined, { ref: false }).then(() => {
    throw SILENT;
  });
  await Promise.race([work, late]);
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const replicas = new WeakMap<Db, Replica>();

/** Lets who reads from `db` find its replica. */
export function haveReplica(db: Db, replica: Replica): void {
  replicas.set(db, replica);
}

/** The replica of a pool; none of a transaction. */
export function replicaOf(db: Db): Replica | undefined {
  return replicas.get(db);
}
