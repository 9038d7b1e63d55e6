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
      for await (const piece of await copiedOut(sql, table)) {
        const text = String(piece);
        rows[table.name] = (rows[table.name] ?? 0) + text.split("\n").length - 1;
        yield said(text);
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

// A query and not a table: the policies that show the owner every row apply to it.
async function copiedOut(sql: postgres.ISql, table: Table) {
  const stream = await sql.unsafe(`copy (select ${columnsOf(table)} from ${nameOf(table)}) to stdout`).readable();
  return stream.setEncoding("utf8");
}
