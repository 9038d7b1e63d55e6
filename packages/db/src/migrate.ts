import path from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import { client, type Target } from "./target";
import { projectRoot } from "./project-root";

/** One number for every process that changes the layout of this database. */
export const MIGRATION_LOCK = 7_116_501;

/** Applies what is new in `drizzle/` as the owner. Several processes at once: one works, the others wait. */
export async function migrate(owner: Target): Promise<void> {
  const options = {
    max: 1,
    // Lets a later migration touch a table after it has been sharded; plain Postgres takes it as a note.
    connection: { TimeZone: "UTC", "citus.multi_shard_modify_mode": "sequential" },
  };
  const sql = client(owner, options);
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await applyMigrations(drizzle(sql), { migrationsFolder: path.join(projectRoot(), "drizzle") });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
