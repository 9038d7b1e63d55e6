import { limitCounts } from "@pipeline/db/schema";
import { lt, sql } from "drizzle-orm";
import type { DueCtx } from "./actor";

/** Removes counts of limits that are over, by the database's clock, which began them. Answers how many. */
export async function sweepLimits({ owner }: DueCtx): Promise<number> {
  const { count } = await owner.delete(limitCounts).where(lt(limitCounts.endsAt, sql`now()`));
  return count;
}
