import { eq } from "drizzle-orm";
import type { Db } from "./db";
import { installation } from "./schema/prices";

/** Value of one fact of this installation; undefined when it was never set. */
export async function installationFact(db: Db, key: string): Promise<string | undefined> {
  const [row] = await db.select().from(installation).where(eq(installation.key, key));
  return row?.value;
}

/** Sets a fact once. Answers true when this call was the first. */
export async function rememberFact(db: Db, key: string, value: string): Promise<boolean> {
  const rows = await db.insert(installation).values({ key, value }).onConflictDoNothing().returning();
  return rows.length === 1;
}
