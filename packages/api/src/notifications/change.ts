import { notFound } from "@pipeline/core/errors";
import { toInstant } from "@pipeline/core/instant";
import type { NotificationId } from "@pipeline/core/notifications";
import { notifications } from "@pipeline/db/schema";
import { and, eq } from "drizzle-orm";
import { writing, type Ctx, type Scope } from "../ctx";
import { holdInbox, nextVersion, unreadCount } from "./inbox";

/** What every change of the inbox answers. */
export type InboxChange = { version: number; unreadCount: number };

type Row = typeof notifications.$inferSelect;
type Change = Partial<Pick<Row, "read" | "readAt" | "archivedAt">>;

/** Changes one notification unless it already is as asked. NOT_FOUND for someone else's or none. */
async function change(
  ctx: Ctx,
  { id }: NotificationId,
  to: (now: string, row: Pick<Row, "read" | "archivedAt">) => Change | undefined,
): Promise<InboxChange> {
  return writing(ctx, async (scope) => {
    const version = await holdInbox(scope);
    const mine = and(eq(notifications.userId, scope.userId), eq(notifications.id, id));
    const [row] = await scope.tx
      .select({ read: notifications.read, archivedAt: notifications.archivedAt })
      .from(notifications)
      .where(mine);
    if (!row) throw notFound("notification");
    const set = to(toInstant(scope.now), row);
    if (set === undefined) return answer(scope, version);
    const next = await nextVersion(scope);
    await scope.tx
      .update(notifications)
      .set({ ...set, version: next })
      .where(mine);
    return answer(scope, next);
  });
}

async function answer(scope: Scope, version: number): Promise<InboxChange> {
  return { version, unreadCount: await unreadCount(scope) };
}

/** Marks one as read; again changes nothing. */
export function markRead(ctx: Ctx, input: NotificationId): Promise<InboxChange> {
  return change(ctx, input, (now, row) => (row.read ? undefined : { read: true, readAt: now }));
}

/** Marks one as unread; again changes nothing. */
export function markUnread(ctx: Ctx, input: NotificationId): Promise<InboxChange> {
  return change(ctx, input, (_now, row) => (row.read ? { read: false, readAt: null } : undefined));
}

/** Takes one out of the inbox; again changes nothing. */
export function archive(ctx: Ctx, input: NotificationId): Promise<InboxChange> {
  return change(ctx, input, (now, row) => (row.archivedAt === null ? { archivedAt: now } : undefined));
}

/** Puts one back into the inbox; again changes nothing. */
export function unarchive(ctx: Ctx, input: NotificationId): Promise<InboxChange> {
  return change(ctx, input, (_now, row) => (row.archivedAt === null ? undefined : { archivedAt: null }));
}
