import { sql, type SQL } from "drizzle-orm";
import type { Scope } from "../ctx";

/** A row that is not what it should be: where it is, what it holds, and what its sources make of it. */
export type Difference = { table: string; key: Record<string, string>; stored: string; recomputed: string };

type Row = { key: Record<string, string>; stored: string | null; recomputed: string | null };

/** Runs a query of `key` (jsonb), `stored` and `recomputed` (text, null: no such row) for its first row. */
export async function firstDifference(
  { tx, userId }: Scope,
  table: string,
  differing: SQL,
): Promise<Difference | undefined> {
  const [row] = await tx.execute<Row>(sql`select key, stored, recomputed from (${differing}) d order by key limit 1`);
  if (!row) return undefined;
  const key = { user_id: userId, ...row.key };
  return { table, key, stored: row.stored ?? "no row", recomputed: row.recomputed ?? "no row" };
}

/** SQL: an instant as the rest of Pipeline writes it. */
export function isoText(column: SQL): SQL {
  return sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
