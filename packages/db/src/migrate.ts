import path from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import type postgres from "postgres";
import { client, type Target } from "./target";
import { projectRoot } from "./project-root";

// One number for every process that migrates this database.
const MIGRATION_LOCK = 7_116_501;

/**
 * Applies what is new in `drizzle/` as the owner. Several processes at once: one works, the others wait. The lock is a
 * transaction's, beside the one that migrates: through a pooler, a session is nobody's own.
 */
export async function migrate(owner: Target): Promise<void> {
  const sql = client(owner, { max: 2, connection: { TimeZone: "UTC" } });
  try {
    await sql.begin(async (lock) => {
      await lock`select pg_advisory_xact_lock(${MIGRATION_LOCK})`;
      await applyMigrations(drizzle(sequential(sql)), { migrationsFolder: path.join(projectRoot(), "drizzle") });
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Lets a later migration touch a table after it has been sharded; plain Postgres takes it as a note. */
function sequential(sql: postgres.Sql): postgres.Sql {
  return new Proxy(sql, {
    get(target, key, receiver) {
      if (key !== "begin") return Reflect.get(target, key, receiver) as unknown;
      return (body: (tx: postgres.TransactionSql) => unknown) =>
        target.begin(async (tx) => {
          await tx`set local citus.multi_shard_modify_mode to 'sequential'`;
          return body(tx);
        });
    },
  });
}
