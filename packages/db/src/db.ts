import type { ExtractTablesWithRelations } from "drizzle-orm";
import type { PgDatabase } from "drizzle-orm/pg-core";
import { drizzle, type PostgresJsQueryResultHKT } from "drizzle-orm/postgres-js";
import type postgres from "postgres";
import { preparing } from "./preparing";
import * as schema from "./schema/index";
import { client, type Target } from "./target";

/** A client or a transaction alike: what a verb may talk to. */
export type Db = PgDatabase<PostgresJsQueryResultHKT, typeof schema, ExtractTablesWithRelations<typeof schema>>;

export type Connection = {
  readonly db: Db;
  /** The driver, for what Drizzle does not cover. Its date parsers are Drizzle's: times are strings. */
  readonly sql: postgres.Sql;
  close(): Promise<void>;
};

/** Opens a pool of `max` connections. Lazy: nothing is sent before the first statement. */
export function connect(target: Target, options: { max?: number; name?: string } = {}): Connection {
  const sql = client(target, {
    max: options.max ?? 10,
    // Seconds. A request should fail while somebody still waits for it.
    connect_timeout: 5,
    connection: { application_name: options.name ?? "pipeline", TimeZone: "UTC" },
  });
  const db = drizzle(preparing(sql), { schema, casing: "snake_case" });
  return { db, sql, close: () => sql.end({ timeout: 5 }) };
}
