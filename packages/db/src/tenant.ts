import { sql } from "drizzle-orm";
import { PgTransaction } from "drizzle-orm/pg-core";
import { snapshotsOf, type Db } from "./db";
import { statement, type Given } from "./statement";

/** Which user a transaction speaks for while a verb runs in it. */
const identities = new WeakMap<Db, string>();

type Mode = "read" | "write";

/** True for a transaction, false for a pool. */
export function isTransaction(db: Db): boolean {
  return db instanceof PgTransaction || "rollback" in db;
}

const setAppUser = statement(
  (_, given: Given<{ userId: string }>) => sql<{ set_app_user: null }>`select set_app_user(${given.userId})`,
);

// Sent without waiting: the driver pipelines it with the first statement of the body.
function identify(tx: Db, userId: string): Promise<unknown> {
  const set = setAppUser(tx, { userId });
  set.catch(() => {});
  return set;
}

async function joined<T>(tx: Db, userId: string, body: (tx: Db) => Promise<T>): Promise<T> {
  const before = identities.get(tx);
  if (before === userId) return body(tx);
  const set = identify(tx, userId);
  identities.set(tx, userId);
  try {
    const result = await body(tx);
    await set;
    return result;
  } catch (error) {
    // What failed first is why the rest did.
    await set;
    throw error;
  } finally {
    // Known only while a verb runs: what its caller does in between, savepoints included, may change it.
    if (before === undefined) identities.delete(tx);
    else {
      identities.set(tx, before);
      await identify(tx, before).catch(() => {});
    }
  }
}

/**
 * Runs `body` in a transaction in which row-level security sees `userId`. Joins the transaction it is given;
 * opens one otherwise, a read-only snapshot for `read`. Retried once where the database says that nothing happened.
 */
export async function withUser<T>(db: Db, userId: string, mode: Mode, body: (tx: Db) => Promise<T>): Promise<T> {
  if (isTransaction(db)) return joined(db, userId, body);
  const run = () => begin(db, mode, (tx) => joined(tx, userId, body));
  try {
    return await run();
  } catch (error) {
    if (!isTransient(error, mode)) throw error;
    return run();
  }
}

function begin<T>(db: Db, mode: Mode, body: (tx: Db) => Promise<T>): Promise<T> {
  if (mode === "write") return db.transaction(body);
  const snapshots = snapshotsOf(db);
  if (snapshots) return snapshots.transaction(body);
  // A pool that a host has opened.
  return db.transaction(body, { isolationLevel: "repeatable read", accessMode: "read only" });
}

// Serialisation failure, deadlock, shutdown: rolled back for certain. A closed connection may hide a commit.
const ROLLED_BACK = new Set(["40001", "40P01", "57P01"]);
const CLOSED = new Set(["CONNECTION_CLOSED", "CONNECTION_ENDED", "CONNECTION_DESTROYED"]);

function isTransient(error: unknown, mode: Mode): boolean {
  const code = errorCode(error) ?? "";
  return ROLLED_BACK.has(code) || (mode === "read" && CLOSED.has(code));
}

/** SQLSTATE or driver code of an error, looking through Drizzle's wrapping. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  return "cause" in error ? errorCode(error.cause) : undefined;
}
