import type postgres from "postgres";

/** A column of the ledger: how it reads as text, and whether that is free text, which a spreadsheet may compute. */
export type ArchiveColumn = { readonly name: string; readonly sql: string; readonly isText: boolean };

/** All columns of the ledger in their order: instants in UTC, amounts with every digit that counts. */
export async function columnsOf(sql: postgres.ISql): Promise<ArchiveColumn[]> {
  const columns = await sql<{ name: string; type: string }[]>`
    select attname as name, format_type(atttypid, null) as type from pg_attribute
    where attrelid = 'lora_cost_records'::regclass and attnum > 0 and not attisdropped order by attnum`;
  return columns.map(({ name, type }) => ({ name, sql: textOf(`"${name}"`, type), isText: type === "text" }));
}

function textOf(column: string, type: string): string {
  if (type === "numeric") return `trim_scale(${column})::text`;
  if (type === "timestamp with time zone") {
    return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  }
  // Whatever the server's settings say of dates.
  if (type === "date") return `to_jsonb(${column}) #>> '{}'`;
  return `${column}::text`;
}
