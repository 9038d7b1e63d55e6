import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { drizzle } from "drizzle-orm/postgres-js";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import type postgres from "postgres";
import { briefly, isHeld } from "./lock-wait";
import { client, type Target } from "./target";
import { projectRoot } from "./project-root";
import { setUpkeep } from "./upkeep";

/** One number for every process that changes the layout of this database. */
export const MIGRATION_LOCK = 7_116_501;
/**
 * Whoever waits for a table holds up all who come after: for this long at a time, and as long others have their turn; ms.
 * Shorter than it takes Postgres to look for deadlocks: who waits for what we hold is let go before.
 */
const LOCK_WAIT_MS = 500;
const TRIES = 60;
/** An autovacuum gives way to who has waited for it until deadlocks are looked for; every so many tries that is waited for. */
const LONG_TRY = 5;

type How = {
  readonly folder?: string;
  readonly tries?: number;
  /** Done with it and before anybody else migrates. */
  readonly after?: (tx: postgres.TransactionSql, migrated: Migrated) => Promise<void>;
  /** Told what was put off until the next start. */
  readonly warn?: ((line: string) => void) | undefined;
};

/** What has become of a database. */
export type Migrated = {
  /** How many migrations were applied just now. */
  readonly applied: number;
  /** A newer release has been here: there are migrations that this one does not know. It goes on working. */
  readonly ahead: boolean;
};

/**
 * Applies what is new in `drizzle/` as the owner. Several processes at once: one works, the others wait. Throws a sentence
 * where others hold a table for a minute; nothing has changed then. One transaction on one connection, which also holds the
 * lock: through a pooler a session is nobody's own, and a second connection may not come.
 */
export async function migrate(owner: Target, how: How = {}): Promise<Migrated> {
  const { folder: migrationsFolder = path.join(projectRoot(), "drizzle"), tries = TRIES, after, warn } = how;
  const sql = client(owner, { max: 1, connection: { TimeZone: "UTC" } });
  const known = readMigrationFiles({ migrationsFolder }).map(({ folderMillis }) => folderMillis);
  try {
    return await sql.begin(async (tx) => {
      // It waits for its turn, and works, as long as that takes.
      await tx`set local statement_timeout = 0`;
      await tx`set local idle_in_transaction_session_timeout = 0`;
      await tx`select pg_advisory_xact_lock(${MIGRATION_LOCK})`;
      const before = await appliedTo(tx);
      await patiently(tries, async (left) => {
        const waitMs = left % LONG_TRY === 0 ? await longWait(tx) : LOCK_WAIT_MS;
        await applyMigrations(drizzle(within(sql, tx, waitMs)), { migrationsFolder });
      });
      const migrated = {
        applied: (await appliedTo(tx)).length - before.length,
        ahead: before.some((when) => when > Math.max(...known)),
      };
      // A newer release may look after its tables in other ways.
      const putOff = migrated.ahead ? [] : await setUpkeep(tx);
      if (putOff.length > 0)
        warn?.(`How these are vacuumed is set at the next start, others hold them: ${putOff.join(", ")}.`);
      await after?.(tx, migrated);
      return migrated;
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** When the migrations were made that this database has seen. */
async function appliedTo(sql: postgres.ISql): Promise<number[]> {
  const [table] = await sql`select 1 where to_regclass('drizzle.__drizzle_migrations') is not null`;
  if (!table) return [];
  const rows = await sql<{ at: string }[]>`select created_at as at from drizzle.__drizzle_migrations`;
  return rows.map(({ at }) => Number(at));
}

/** How long a try takes so that a vacuum gives way: longer than others only where there is one, or may be one on a worker; ms. */
async function longWait(sql: postgres.ISql): Promise<number> {
  const [row] = await sql<{ ms: number }[]>`
    select setting::int as ms from pg_settings where name = 'deadlock_timeout' and (
      to_regclass('pg_dist_node') is not null or exists (
        select from pg_locks where mode = 'ShareUpdateExclusiveLock' and granted and pid <> pg_backend_pid()
          and database = (select oid from pg_database where datname = current_database())))`;
  return row ? row.ms + LOCK_WAIT_MS : LOCK_WAIT_MS;
}

/**
 * All of a try is rolled back, and those who waited behind it get their turn before the next one. A try is told how many
 * are left after it.
 */
async function patiently(tries: number, apply: (left: number) => Promise<void>): Promise<void> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await apply(left);
    } catch (error) {
      if (!isHeld(error)) throw error;
      if (left <= 0) {
        const why =
          "Others hold tables that have to change: a transaction that goes on, or a vacuum that does not give way. " +
          "Nothing was migrated; try again when they are done.";
        throw new Error(why, { cause: error });
      }
      await sleep(LOCK_WAIT_MS);
    }
  }
}

/** The client, but all it sends goes through the transaction, and a transaction is a savepoint that waits only so long. */
function within(sql: postgres.Sql, tx: postgres.TransactionSql, waitMs: number): postgres.Sql {
  const begin = (body: (inner: postgres.TransactionSql) => Promise<unknown>) => briefly(tx, waitMs, body);
  return new Proxy(sql, {
    get(target, key, receiver) {
      if (key === "begin") return begin;
      return Reflect.get(key === "unsafe" ? tx : target, key, key === "unsafe" ? tx : receiver) as unknown;
    },
  });
}
