import { sql } from "drizzle-orm";
import type { Scope } from "../ctx";

/** One after the other for what a project stores: its files share their rows of the ledger. */
export async function holdStorage({ tx, userId }: Scope, project: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`storage:${userId}:${project}`}, 0))`);
}
