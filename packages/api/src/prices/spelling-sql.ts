import { RESPELLED } from "@pipeline/core/spelling";
import { sql, type SQL, type SQLWrapper } from "drizzle-orm";

/** `spelling` of core in SQL, to the letter. */
export function spellingOf(column: SQLWrapper): SQL<string> {
  return sql`translate(${column}, ${RESPELLED.from}::text, ${RESPELLED.to}::text)`;
}
