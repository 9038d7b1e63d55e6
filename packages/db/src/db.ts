import type { PgDatabase, PgTransactionConfig } from "drizzle-orm/pg-core";
import { drizzle, type PostgresJsQueryResultHKT } from "drizzle-orm/postgres-js";
import type postgres from "postgres";
import { preparing } from "./preparing";
import { client, type Target } from "./target";

/** A client or a transaction alike: what a verb may talk to. The schema a host opened its pool with is its own affair. */
export type Db = Omit<PgDatabase<PostgresJsQueryResultHKT>, "_" | "query" | "transaction"> & {
  transaction<T>(body: (tx: Db) => Promise<T>, config?: PgTransactionConfig): Promise<T>;
};

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
  const over = (begin?: string): Db => drizzle(preparing(sql, begin), { casing: "snake_case" });
  const db = over();
  snapshots.set(db, over("isolation level repeatable read read only"));
  return { db, sql, close: () => sql.end({ timeout: 5 }) };
}

const snapshots = new WeakMap<Db, Db>();

/** The same pool, whose transactions begin as read-only snapshots: Drizzle would say so in a statement of its own. */
export function snapshotsOf(db: Db): Db | undefined {
  return snapshots.get(db);
}
