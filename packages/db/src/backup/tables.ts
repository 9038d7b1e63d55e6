import type postgres from "postgres";
import { TABLES } from "../tables";
import { quoted } from "../sql-text";

/** A table whose rows are kept, with the columns that can be written. */
export type Table = { readonly name: string; readonly columns: readonly string[] };

type Reference = { child: string; parent: string };

/** All tables of the application, nobody else's, each after those its rows point at. Throws where they point in a circle. */
export async function tablesInOrder(sql: postgres.ISql): Promise<Table[]> {
  const tables = await sql<{ name: string; columns: string[] }[]>`
    select c.relname as name, array_agg(a.attname order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relname = any(${[...TABLES]}) and a.attnum > 0
      and not a.attisdropped and a.attgenerated = ''
    group by c.relname order by c.relname`;
  const references = await sql<Reference[]>`
    select conrelid::regclass::text as child, confrelid::regclass::text as parent
    from pg_constraint where contype = 'f' and conrelid <> confrelid
      and connamespace = 'public'::regnamespace`;
  return sorted(tables, references);
}

function sorted(tables: readonly Table[], references: readonly Reference[]): Table[] {
  const waiting = new Map(tables.map((table) => [table.name, table]));
  const order: Table[] = [];
  while (waiting.size > 0) {
    const free = [...waiting.values()].filter(
      ({ name }) => !references.some(({ child, parent }) => child === name && waiting.has(parent)),
    );
    if (free.length === 0) throw new Error(`These tables refer to each other: ${[...waiting.keys()].join(", ")}.`);
    for (const table of free) waiting.delete(table.name);
    order.push(...free);
  }
  return order;
}

/** The migrations that have made this database, oldest first. */
export async function migrationsOf(sql: postgres.ISql): Promise<string[]> {
  const rows = await sql<{ hash: string }[]>`select hash from drizzle.__drizzle_migrations order by id`;
  return rows.map(({ hash }) => hash);
}

/** A table's name as SQL takes it. */
export function nameOf({ name }: Pick<Table, "name">): string {
  return `public.${quoted(name)}`;
}

/** The names of its columns, as SQL takes them, each with what `as` makes of it. */
export function columnsOf({ columns }: Table, as: (name: string, i: number) => string = (name) => name): string {
  return columns.map((name, i) => as(quoted(name), i)).join(", ");
}

/** What a table's rows begin with in a backup; psql understands it, too. */
export function sectionOf(table: Table): string {
  return `COPY ${nameOf(table)} (${columnsOf(table)}) FROM stdin;`;
}
