import { AsyncLocalStorage } from "node:async_hooks";
import { errorCode, type Db } from "@pipeline/db";
import { accounts } from "@pipeline/db/schema";
import type { BetterAuthOptions, DBAdapter } from "better-auth";
import { eq, sql } from "drizzle-orm";

export type Change = {
  /** Whose rows change; undefined for who is not known yet. */
  readonly userId: string | undefined;
  /** Writes what belongs to it, once something has changed. `last` is what the last write answered: a row, or how many. */
  readonly keep: (tx: Db, last: unknown) => Promise<void>;
};

type Begun = { tx: Db; adapter: DBAdapter; commit(): Promise<void>; rollBack(): Promise<void> };
type Work = Change & { begun?: Promise<Begun>; written: unknown[]; failures: unknown[]; kept: boolean; over: boolean };

const works = new AsyncLocalStorage<Work>();

// The end of a large account holds its rows for as long as it takes. Who waits for them has a connection of the few that tell
// everybody who they are.
const PATIENCE = sql`set local lock_timeout = '2s'`;
// Two who take the same address at once: the library says so itself.
const TAKEN = "23505";

/**
 * Runs the library's handler: what it writes by `oneTransaction` and what `keep` writes is kept together, or not at all where
 * it refuses or fails. Throws what failed below it, also where it makes light of that: a sign-out always succeeds for it.
 */
export async function changing(change: Change, handle: () => Promise<Response>): Promise<Response> {
  const work: Work = { ...change, written: [], failures: [], kept: false, over: false };
  try {
    const response = await works.run(work, handle);
    const failure = work.failures.find((error) => response.ok || errorCode(error) !== TAKEN);
    if (failure !== undefined) throw failure;
    if (response.ok) await finish(work);
    return response;
  } finally {
    work.over = true;
    // What is committed stays.
    await work.begun?.then((begun) => begun.rollBack()).catch(() => {});
  }
}

async function finish(work: Work): Promise<void> {
  if (work.kept || !work.begun) return;
  const begun = await work.begun;
  if (work.written.length > 0) await work.keep(begun.tx, work.written.at(-1));
  await begun.commit();
  work.kept = true;
}

/**
 * The library's adapter, whose statements for `changing` are one transaction. It begins with the first write, since what is
 * waited for comes before that: passwords are hashed, and a session that is in use is extended. All later statements are
 * sent in it, so that who has a connection never waits for a second one. It ends with a session that is made: then its
 * cookie is signed, by the same threads on which the passwords of others are hashed. Otherwise it ends with the answer.
 */
export function oneTransaction(db: Db, adapterOf: (db: Db) => (options: BetterAuthOptions) => DBAdapter) {
  return (options: BetterAuthOptions): DBAdapter => {
    const adapter = adapterOf(db)(options);
    const pool = { ...adapter };
    async function send<T>(statement: (on: DBAdapter) => Promise<T>, { writes = true, last = false } = {}): Promise<T> {
      const work = works.getStore();
      if (!work || work.kept) return statement(pool);
      // Of several at once, one has failed.
      if (work.over) throw new Error("What this belongs to is over.");
      try {
        if (writes) work.begun ??= begin(db, work.userId, (tx) => adapterOf(tx)(options));
        const answer = await statement(work.begun ? (await work.begun).adapter : pool);
        if (writes && answer !== null && answer !== 0) work.written.push(answer);
        if (last) await finish(work);
        return answer;
      } catch (error) {
        work.failures.push(error);
        throw error;
      }
    }
    const briefly = <T>(statement: (on: DBAdapter) => Promise<T>) =>
      db.transaction(async (tx) => {
        await tx.execute(PATIENCE);
        return statement(adapterOf(tx)(options));
      });
    const reads = { writes: false };
    // The library knows its adapter again, and hands this one to itself where it asks for a transaction.
    return Object.assign(adapter, {
      findOne: (asked) => send((on) => on.findOne(asked), reads),
      findMany: (asked) => send((on) => on.findMany(asked), reads),
      count: (asked) => send((on) => on.count(asked), reads),
      create: (asked) => send((on) => on.create(asked), { last: asked.model === "session" }),
      // A session that is extended is no change of its owner's.
      update: (asked) => {
        if (asked.model !== "session") return send((on) => on.update(asked));
        return send((on) => (on === pool ? briefly((one) => one.update(asked)) : on.update(asked)), reads);
      },
      updateMany: (asked) => send((on) => on.updateMany(asked)),
      // The same statement, which tells whether there was anything.
      delete: async (asked) => void (await send((on) => on.deleteMany(asked))),
      deleteMany: (asked) => send((on) => on.deleteMany(asked)),
      consumeOne: (asked) => send((on) => on.consumeOne(asked)),
      incrementOne: (asked) => send((on) => on.incrementOne(asked)),
    } satisfies Partial<DBAdapter>);
  };
}

/** A transaction that stays open until it is told how to end. */
function begin(db: Db, userId: string | undefined, adapterOf: (tx: Db) => DBAdapter): Promise<Begun> {
  return new Promise((resolve, reject) => {
    const ended = db.transaction(async (tx) => {
      await tx.execute(PATIENCE);
      // Changes of one account take turns: they take its rows in different orders.
      if (userId !== undefined) {
        await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.userId, userId)).for("no key update");
      }
      await new Promise<void>((commit, rollBack) => {
        resolve({
          tx,
          adapter: adapterOf(tx),
          commit() {
            commit();
            return ended;
          },
          rollBack() {
            rollBack(new Error("What was changed is taken back."));
            return ended;
          },
        });
      });
    });
    ended.catch(reject);
  });
}
