import type { Writable } from "node:stream";
import type postgres from "postgres";
import type { Connection } from "../db";
import { ONLY_ADDED } from "../grants";
import { createSum, END_OF_ROWS, FOOT, HEAD, linesOf, type Foot, type Head } from "./file";
import { columnsOf, migrationsOf, nameOf, sectionOf, tablesInOrder, type Table } from "./tables";
import { readably } from "./write";

/** Rows are sent in pieces of this many characters. */
const PIECE = 64 * 1024;

/**
 * Loads a backup into a migrated database without rows: all of it, or nothing. Answers how many rows each table has.
 * Throws a sentence where the database is not empty, or the text is cut off, changed or of another version.
 */
export async function restoreText(owner: Connection, source: AsyncIterable<string>): Promise<Foot["rows"]> {
  return owner.sql.begin(async (sql) => {
    await readably(sql);
    // A sharded database takes users and what refers to them in one transaction over one connection to each node alone.
    await sql`set local citus.multi_shard_modify_mode = 'sequential'`;
    const tables = await tablesInOrder(sql);
    // Nobody writes between the look and the load. What is only added to is written together with others, and its owner may not lock it.
    const locked = tables.filter(({ name }) => !ONLY_ADDED.includes(name));
    await sql.unsafe(`lock table ${locked.map(nameOf).join(", ")} in access exclusive mode`);
    await refuseRows(sql, tables);
    // COPY does not work where policies bind the owner; should this fail, they never were away.
    const bound = await boundTables(sql, tables);
    for (const name of bound) await sql.unsafe(`alter table ${name} no force row level security`);
    const rows = await load(sql, tables, linesOf(source));
    for (const name of bound) await sql.unsafe(`alter table ${name} force row level security`);
    return rows;
  });
}

async function refuseRows(sql: postgres.ISql, tables: readonly Table[]): Promise<void> {
  for (const table of tables) {
    const [row] = await sql.unsafe(`select 1 from ${nameOf(table)} limit 1`);
    if (row) throw new Error(`The database is not empty: there are rows in ${table.name}. Restore into a new one.`);
  }
}

async function boundTables(sql: postgres.ISql, tables: readonly Table[]): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select oid::regclass::text as name from pg_class
    where relnamespace = 'public'::regnamespace and relforcerowsecurity and relname = any(${tables.map(({ name }) => name)})`;
  return rows.map(({ name }) => name);
}

async function load(
  sql: postgres.ISql,
  tables: readonly Table[],
  lines: AsyncGenerator<string>,
): Promise<Foot["rows"]> {
  const sum = createSum();
  const next = async () => {
    const { done, value } = await lines.next();
    if (done === true) throw new Error("The backup is cut off.");
    return value;
  };
  const first = await next();
  sum.add(`${first}\n`);
  refuseOther(first, await migrationsOf(sql));
  const rows: Record<string, number> = {};
  for (;;) {
    const line = await next();
    if (line.startsWith(FOOT)) {
      const foot: Foot = JSON.parse(line.slice(FOOT.length));
      if (foot.sha256 !== sum.digest()) throw new Error("The backup has been changed since it was made.");
      return rows;
    }
    sum.add(`${line}\n`);
    const table = tables.find((one) => sectionOf(one) === line);
    if (!table) throw new Error("The backup holds a table that this version does not know.");
    rows[table.name] = await copyIn(sql, { table, next, told: (text) => sum.add(text) });
  }
}

function refuseOther(first: string, migrations: readonly string[]): void {
  if (!first.startsWith(HEAD)) throw new Error("This is no backup of Pipeline.");
  const head: Head = JSON.parse(first.slice(HEAD.length));
  if (JSON.stringify(head.migrations) === JSON.stringify(migrations)) return;
  throw new Error(
    "The backup was made by another version of Pipeline. Restore it with that version, then start this one.",
  );
}

type Rows = { table: Table; next: () => Promise<string>; told: (text: string) => void };

/** Sends the rows up to the end of a section; answers how many. */
async function copyIn(sql: postgres.ISql, { table, next, told }: Rows): Promise<number> {
  const into = await sql.unsafe(`copy ${nameOf(table)} (${columnsOf(table)}) from stdin`).writable();
  // Told by whoever writes next.
  into.on("error", () => {});
  let rows = 0;
  let piece = "";
  const send = async () => {
    told(piece);
    await written(into, piece);
    piece = "";
  };
  try {
    for (let line = await next(); line !== END_OF_ROWS; line = await next()) {
      rows += 1;
      piece += `${line}\n`;
      if (piece.length >= PIECE) await send();
    }
    await send();
  } catch (error) {
    into.destroy();
    throw error;
  }
  told(`${END_OF_ROWS}\n`);
  into.end();
  // The driver waits for ever where the last rows are refused; what comes after them in this transaction is answered.
  await sql`select 1`.catch((cause: unknown) => {
    throw new Error(`The database refused rows of ${table.name}.`, { cause });
  });
  return rows;
}

function written(into: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    into.write(text, (error) => (error ? reject(into.errored ?? error) : resolve()));
  });
}
