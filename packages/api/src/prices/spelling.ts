import { sql, type SQL, type SQLWrapper } from "drizzle-orm";

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = UPPER.toLowerCase();
// Blanks, dashes and underscores. A dot or a slash may be all that tells two machines apart: they stay.
const DROPPED = " \u00a0_-\u2010\u2011\u2012\u2013\u2014";
const WRITTEN = new RegExp(`[A-Z${DROPPED.replace("-", "\\-")}]`, "g");

/** A name without what people write differently: `RTX 4090`, `rtx-4090` and `RTX4090` are one. */
export function spelling(name: string): string {
  return name.replace(WRITTEN, (letter) => (DROPPED.includes(letter) ? "" : letter.toLowerCase()));
}

/** The same in SQL, to the letter. */
export function spellingOf(column: SQLWrapper): SQL<string> {
  return sql`translate(${column}, ${UPPER + DROPPED}::text, ${LOWER}::text)`;
}
