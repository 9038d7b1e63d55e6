import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { drizzle } from "drizzle-orm/postgres-js";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import type postgres from "postgres";
import { client, type Target } from "./target";
import { projectRoot } from "./project-root";
import { errorCode } from "./tenant";
import { setUpkeep } from "./upkeep";

/** One number for every process that changes the layout of this database. */
export const MIGRATION_LOCK = 7_116_501;
/** Whoever waits for a table holds up all who come after: for this long at a time, and as long others have their turn; ms. */
const LOCK_WAIT_MS = 500;
const TRIES = 60;
/** An autovacuum gives way to who has waited for it until deadlocks are looked for; every so many tries that is waited for. */
const LONG_TRY = 5;
/** A table that others hold, or others who wait for ours: before that is called a deadlock we have given up. */
const HELD = new Set(["55P03", "40P01"]);

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
      const yieldMs = await yieldsAfter(tx);
      await patiently(tries, (left) => {
        const waitMs = left % LONG_TRY === 0 ? yieldMs + LOCK_WAIT_MS : LOCK_WAIT_MS;
        return applyMigrations(drizzle(within(sql, tx, waitMs)), { migrationsFolder });
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

/** How long one waits before an autovacuum is asked to give way, ms. */
async function yieldsAfter(sql: postgres.ISql): Promise<number> {
  const [row] = await sql<{ ms: number }[]>`
    select setting::int as ms from pg_settings where name = 'deadlock_timeout'`;
  return row?.ms ?? 1_000;
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
      if (!HELD.has(errorCode(error) ?? "")) throw error;
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

/**
 * The client, but all it sends goes through the transaction, and a transaction is a savepoint: with it a try gives back the
 * tables it has locked. It waits for one only so long, and may touch one that is sharded; plain Postgres takes that as a note.
 */
function within(sql: postgres.Sql, tx: postgres.TransactionSql, waitMs: number): postgres.Sql {
  const begin = (body: (inner: postgres.TransactionSql) => unknown) =>
    tx.savepoint(async (inner) => {
      await inner.unsafe("set local citus.propagate_set_commands = 'local'");
      await inner.unsafe("set local citus.multi_shard_modify_mode = 'sequential'");
      await inner.unsafe(`set local lock_timeout = ${waitMs}`);
      return body(inner);
    });
  return new Proxy(sql, {
    get(target, key, receiver) {
      if (key === "begin") return begin;
      return Reflect.get(key === "unsafe" ? tx : target, key, key === "unsafe" ? tx : receiver) as unknown;
    },
  });
}
