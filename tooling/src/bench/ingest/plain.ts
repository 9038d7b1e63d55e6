import { finished } from "node:stream/promises";
import { connect, type Connection, type Target } from "@pipeline/db";
import { type Case, repeated } from "../support/run";
import { AT_ONCE } from "./people";
import { COLUMNS, rowOf } from "./rows";

type Sql = Connection["sql"];

/** Cases of the bare driver on connections of its own, for as long as `work` takes. */
export async function withDriver<T>(target: Target, work: (sql: Sql) => Promise<T>): Promise<T> {
  const connection = connect(target, { max: AT_ONCE, name: "pipeline-bench" });
  try {
    return await work(connection.sql);
  } finally {
    await connection.close();
  }
}

/** The record's row alone, a prepared statement that commits by itself. */
export function inserts(sql: Sql, name: string, users: readonly string[]): Case {
  const places = COLUMNS.map((_, i) => `$${i + 1}`).join(", ");
  const text = `insert into lora_cost_records (${COLUMNS.join(", ")}) values (${places})`;
  return eachOn(users, name, 1, (userId, n) => sql.unsafe(text, rowOf(userId, n), { prepare: true }));
}

/** `size` rows by COPY, which commits by itself. */
export function copies(sql: Sql, name: string, users: readonly string[], size: number): Case {
  const text = `copy lora_cost_records (${COLUMNS.join(", ")}) from stdin`;
  return eachOn(users, name, size, async (userId, from) => {
    // None of the texts needs to be escaped.
    const lines = Array.from({ length: size }, (_, i) => `${rowOf(userId, from + i, i * 1000).join("\t")}\n`);
    const stream = await sql.unsafe(text).writable();
    stream.end(lines.join(""));
    await finished(stream);
  });
}

function eachOn(
  users: readonly string[],
  name: string,
  rows: number,
  send: (userId: string, from: number) => Promise<unknown>,
): Case {
  const next = new Map<string, number>();
  return repeated(name, AT_ONCE, (caller) => {
    const userId = users[caller % users.length] ?? "";
    const from = next.get(userId) ?? 0;
    next.set(userId, from + rows);
    return send(userId, from);
  });
}
