import { getTableColumns, is, Placeholder, sql, type SQL } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";

/**
 * A SELECT of whole rows from one JSON parameter, for `insert(table).select(…)`: any number of rows is one prepared
 * statement. Numbers that must stay exact travel as strings. In a `statement` the JSON is one of its values.
 */
export function rowsOf<T extends PgTable>(table: T, rows: readonly T["$inferSelect"][] | Placeholder): SQL {
  const columns = Object.entries(getTableColumns(table));
  const names = columns.map(([key]) => sql.identifier(key));
  const types = columns.map(([key, column]) => sql`${sql.identifier(key)} ${sql.raw(column.getSQLType())}`);
  const json = is(rows, Placeholder) ? rows : JSON.stringify(rows);
  return sql`select ${sql.join(names, sql`, `)} from jsonb_to_recordset(${json}::jsonb) as r(${sql.join(types, sql`, `)})`;
}
