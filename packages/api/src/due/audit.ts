import { toInstant } from "@pipeline/core/instant";
import { auditEntries } from "@pipeline/db/schema";
import { lt } from "drizzle-orm";
import type { DueCtx } from "./actor";

const DAY_MS = 86_400_000;
/** As long as notifications are kept; the ledger, which nothing leaves, says by itself who wrote what. */
const KEPT_DAYS = 400;

/** Removes entries of the audit log that are older than 400 days. Answers how many. */
export async function sweepAudit({ owner, now }: DueCtx): Promise<number> {
  const { count } = await owner.delete(auditEntries).where(lt(auditEntries.at, toInstant(now() - KEPT_DAYS * DAY_MS)));
  return count;
}
