import type postgres from "postgres";
import type { Connection } from "../db";
import { createSum, END_OF_ROWS, FOOT, HEAD, type Foot, type Head } from "./file";
import { columnsOf, migrationsOf, nameOf, sectionOf, tablesInOrder, type Table } from "./tables";

/**
 * The text of a backup, piece by piece: every row of every table as it was at one instant, while the application goes on.
 * `owner` sees all rows; how many each table has is written into `rows`. It is SQL that psql reads.
 */
export async function* backupText(owner: Connection, rows: Record<string, number> = {}): AsyncGenerator<string> {
  const sql = await owner.sql.reserve();
  const sum = createSum();
  const said = (text: string) => {
    sum.add(text);
    return text;
  };
  try {
    await sql`begin isolation level repeatable read read only`;
    await readably(sql);
    const head: Head = { format: 1, madeAt: new Date().toISOString(), migrations: await migrationsOf(sql) };
    yield said(`${HEAD}${JSON.stringify(head)}\n`);
    for (const table of await tablesInOrder(sql)) {
      yield said(`${sectionOf(table)}\n`);
      rows[table.name] = 0;
      for await (const batch of linesOf(sql, table)) {
        rows[table.name] = (rows[table.name] ?? 0) + batch.length;
        yield said(batch.join(""));
      }
      yield said(`${END_OF_ROWS}\n`);
    }
    const foot: Foot = { rows, sha256: sum.digest() };
    yield `${FOOT}${JSON.stringify(foot)}\n`;
  } finally {
    await sql`rollback`.catch(() => {});
    sql.release();
  }
}

/** What dates look like must not depend on the server's settings. */
export async function readably(sql: postgres.ISql): Promise<void> {
  await sql`set local datestyle = 'ISO, YMD'`;
  await sql`set local timezone = 'UTC'`;
  await sql`set local intervalstyle = 'postgres'`;
}

/** Rows are asked for in batches of this many. */
const BATCH = 1_000;
const ESCAPED: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

/**
 * A table's rows as COPY writes them, a line each. The driver's own stream of a COPY stands still for ever when its reader
 * is slower than the database, so they come by a cursor.
 */
async function* linesOf(sql: postgres.ISql, table: Table): AsyncGenerator<string[]> {
  const columns = table.columns.map((_, i) => `c${i}`);
  const query = `select ${columnsOf(table, (name, i) => `${name}::text as ${columns[i]}`)} from ${nameOf(table)}`;
  for await (const batch of sql.unsafe<Record<string, string | null>[]>(query).cursor(BATCH)) {
    yield batch.map((row) => `${columns.map((column) => valueOf(row[column])).join("\t")}\n`);
  }
}

function valueOf(value: string | null | undefined): string {
  return value?.replaceAll(/[\\\b\f\n\r\t\v]/g, (one) => ESCAPED[one] ?? one) ?? "\\N";
}
