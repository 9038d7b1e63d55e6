import { notifications, type NotificationState } from "@pipeline/db/schema";
import { and, eq, isNull, sql, type SQL } from "drizzle-orm";
import type { Scope } from "../ctx";
import { nextVersion, noteDue, unreadCount } from "./inbox";

/** What every change of the inbox answers. */
export type InboxChange = { version: number; unreadCount: number };

/** A row that a call may change: what it is, and what its last change found. */
type Row = { id: string; before: NotificationState | null; state: NotificationState };
type Changed = { id: string; from: NotificationState; to: NotificationState };

const { id, before, read, readAt, archivedAt, snoozedUntil, sortAt } = notifications;

/**
 * Changes notifications under one new version, each to what `to` makes of it and remembering what it was; those of which
 * `to` answers undefined stay. The inbox is held at `held`. Without any to change the version stays.
 */
export async function restate(
  scope: Scope,
  held: number,
  which: SQL | undefined,
  to: (row: Row) => NotificationState | undefined,
): Promise<InboxChange & { count: number }> {
  const rows = await scope.tx
    .select({ id, before, state: { read, readAt, archivedAt, snoozedUntil, sortAt } })
    .from(notifications)
    .where(and(eq(notifications.userId, scope.userId), isNull(notifications.removedAt), which));
  const changed = rows.flatMap((row) => {
    const next = to(row);
    return next ? [{ id: row.id, from: row.state, to: next }] : [];
  });
  const version = changed.length === 0 ? held : await write(scope, changed);
  return { count: changed.length, version, unreadCount: await unreadCount(scope) };
}

async function write(scope: Scope, changed: readonly Changed[]): Promise<number> {
  const version = await nextVersion(scope);
  const rows = changed.map((row) => ({ id: row.id, before: row.from, ...row.to }));
  await scope.tx
    .update(notifications)
    .set({
      before: sql`r.before`,
      read: sql`r.read`,
      readAt: sql`r."readAt"`,
      archivedAt: sql`r."archivedAt"`,
      snoozedUntil: sql`r."snoozedUntil"`,
      sortAt: sql`r."sortAt"`,
      version,
    })
    .from(
      sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, before jsonb, read boolean,
        "readAt" timestamptz, "archivedAt" timestamptz, "snoozedUntil" timestamptz, "sortAt" timestamptz)`,
    )
    .where(and(eq(notifications.userId, scope.userId), eq(notifications.id, sql`r.id`)));
  const [wakes] = changed.flatMap(({ to }) => to.snoozedUntil ?? []).toSorted();
  if (wakes !== undefined) await noteDue(scope, wakes);
  return version;
}
