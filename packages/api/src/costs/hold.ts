import { sql } from "drizzle-orm";
import type { Scope } from "../ctx";

/** Corrections of one record one after the other: rows of the ledger cannot be locked by a role that may not update. */
export async function holdRecord({ tx, userId }: Scope, recordId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${userId}:${recordId}`}, 0))`);
}
