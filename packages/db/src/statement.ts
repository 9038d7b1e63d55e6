import { is, SQL, sql, type Placeholder, type TablesRelationalConfig } from "drizzle-orm";
import type { PgDialect } from "drizzle-orm/pg-core";
import { PostgresJsSession } from "drizzle-orm/postgres-js";
import type postgres from "postgres";
import type { Db } from "./db";

type Values = Readonly<Record<string, unknown>>;
/** The values of a statement where they stand in it. */
export type Given<V extends Values> = { readonly [K in keyof V]: Placeholder<string, V[K]> };

type Prepared<R> = { execute(values: Values): Promise<R> };
type Session = PostgresJsSession<postgres.Sql, Record<string, unknown>, TablesRelationalConfig>;
type Built<R> = { prepare(name: string): Prepared<R> };
/** Runs the statement on a pool or in a transaction. */
type Run<V extends Values, R> = (db: Db, values: V) => Promise<R>;

/**
 * A statement that is built once, however often it runs: Drizzle builds and renders anew at each call, which costs more
 * than to send it. Values go to the driver as they are, so that times are strings; a default that is a function would be
 * asked once. Raw SQL answers its rows.
 */
export function statement<V extends Values, R>(build: (db: Db, given: Given<V>) => Built<R>): Run<V, R>;
export function statement<V extends Values, R extends Values = never>(
  build: (db: Db, given: Given<V>) => SQL<R>,
): Run<V, R[]>;
export function statement(build: (db: Db, given: Given<Values>) => Built<unknown> | SQL): Run<Values, unknown> {
  // What is rendered belongs to a dialect: a host's may write names in another case.
  const prepared = new WeakMap<object, Prepared<unknown>>();
  return (db, values) => {
    const { dialect, session } = insideOf(db);
    const known = prepared.get(dialect) ?? prepare(build(db, placeholders), dialect, session);
    prepared.set(dialect, known);
    // The same statement on this transaction's connection.
    const own: Prepared<unknown> = Object.create(known, { client: { value: session.client } });
    return own.execute(values);
  };
}

const placeholders = new Proxy<Given<Values>>(
  {},
  { get: (_, name) => (typeof name === "string" ? sql.placeholder(name) : undefined) },
);

function prepare(built: Built<unknown> | SQL, dialect: PgDialect, session: Session): Prepared<unknown> {
  // A name tells Drizzle to let the server keep the statement; the driver chooses its own.
  const name = "statement";
  return is(built, SQL) ? session.prepareQuery(dialect.sqlToQuery(built), undefined, name, false) : built.prepare(name);
}

function insideOf(db: Db): { dialect: PgDialect; session: Session } {
  const dialect: PgDialect = Reflect.get(db, "dialect");
  const session: unknown = Reflect.get(db, "session");
  if (!is(session, PostgresJsSession)) throw new Error("A statement runs over postgres.js.");
  return { dialect, session };
}
