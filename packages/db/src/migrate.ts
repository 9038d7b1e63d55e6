import path from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import type postgres from "postgres";
import { client, type Target } from "./target";
import { projectRoot } from "./project-root";
import { errorCode } from "./tenant";

/** One number for every process that changes the layout of this database. */
export const MIGRATION_LOCK = 7_116_501;
/** Whoever waits for a table holds up all who come after, so for this long at a time and no longer. */
const LOCK_WAIT_MS = 2_000;
const TRIES = 30;
const LOCKED = "55P03";

type How = { readonly folder?: string; readonly tries?: number };

/** What has become of a database. */
export type Migrated = {
  /** How many migrations were applied just now. */
  readonly applied: number;
  /** A newer release has been here: there are migrations that this one does not know. It goes on working. */
  readonly ahead: boolean;
};

/**
 * Applies what is new in `drizzle/` as the owner. Several processes at once: one works, the others wait. Throws a sentence
 * where others hold a table for a minute; nothing has changed then. The lock is a transaction's, beside the one that
 * migrates: through a pooler, a session is nobody's own.
 */
export async function migrate(owner: Target, how: How = {}): Promise<Migrated> {
  const { folder: migrationsFolder = path.join(projectRoot(), "drizzle"), tries = TRIES } = how;
  const sql = client(owner, { max: 2, connection: { TimeZone: "UTC" } });
  const known = readMigrationFiles({ migrationsFolder }).map(({ folderMillis }) => folderMillis);
  try {
    return await sql.begin(async (lock) => {
      await lock`select pg_advisory_xact_lock(${MIGRATION_LOCK})`;
      const before = await appliedTo(sql);
      await patiently(tries, () => applyMigrations(drizzle(careful(sql)), { migrationsFolder }));
      const newest = Math.max(...known);
      return {
        applied: (await appliedTo(sql)).length - before.length,
        ahead: before.some((when) => when > newest),
      };
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** When the migrations were made that this database has seen. */
async function appliedTo(sql: postgres.Sql): Promise<number[]> {
  const [table] = await sql`select 1 where to_regclass('drizzle.__drizzle_migrations') is not null`;
  if (!table) return [];
  const rows = await sql<{ at: string }[]>`select created_at as at from drizzle.__drizzle_migrations`;
  return rows.map(({ at }) => Number(at));
}

/** All of a try is rolled back, and those who waited behind it get their turn before the next one. */
async function patiently(tries: number, apply: () => Promise<void>): Promise<void> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await apply();
    } catch (error) {
      if (errorCode(error) !== LOCKED) throw error;
      if (left === 0) {
        const why = "Others hold tables that have to change. Nothing was migrated; try again when they are done.";
        throw new Error(why, { cause: error });
      }
    }
  }
}

/** Its transactions wait for a table only so long, and may touch one that has been sharded; plain Postgres takes that as a note. */
function careful(sql: postgres.Sql): postgres.Sql {
  return new Proxy(sql, {
    get(target, key, receiver) {
      if (key !== "begin") return Reflect.get(target, key, receiver) as unknown;
      return (body: (tx: postgres.TransactionSql) => unknown) =>
        target.begin(async (tx) => {
          await tx`select set_config('lock_timeout', ${`${LOCK_WAIT_MS}`}, true)`;
          await tx`set local citus.multi_shard_modify_mode to 'sequential'`;
          return body(tx);
        });
    },
  });
}
