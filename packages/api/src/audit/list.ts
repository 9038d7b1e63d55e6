import type { ListAudit } from "@pipeline/core/audit";
import { CursorInstant, decodeCursor, encodeCursor, type Page } from "@pipeline/core/cursor";
import { auditEntries } from "@pipeline/db/schema";
import { and, desc, eq, getTableColumns, sql } from "drizzle-orm";
import { z } from "zod";
import { reading, type Ctx } from "../ctx";

const { userId: _user, ...shown } = getTableColumns(auditEntries);
/** An entry as the account's owner sees it. */
export type AuditEntry = Omit<typeof auditEntries.$inferSelect, "userId">;

const Place = z.strictObject({ at: CursorInstant, id: z.uuid() });
const LIST = JSON.stringify(["audit"]);

/** A page of what was done with the actor's account and what was refused, latest first. */
export async function listAudit(ctx: Ctx, { cursor, limit }: ListAudit): Promise<Page<AuditEntry>> {
  return reading(ctx, async ({ tx, userId }) => {
    const place = cursor === undefined ? undefined : decodeCursor(cursor, LIST, Place);
    const rows = await tx
      .select(shown)
      .from(auditEntries)
      .where(
        and(
          eq(auditEntries.userId, userId),
          place && sql`(${auditEntries.at}, ${auditEntries.id}) < (${place.at}::timestamptz, ${place.id}::uuid)`,
        ),
      )
      .orderBy(desc(auditEntries.at), desc(auditEntries.id))
      .limit(limit + 1);
    const items = rows.slice(0, limit);
    const last = rows.length > limit ? items.at(-1) : undefined;
    return { items, nextCursor: last ? encodeCursor(LIST, { at: last.at, id: last.id }) : null };
  });
}
