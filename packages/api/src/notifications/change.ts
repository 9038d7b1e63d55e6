import { notFound } from "@pipeline/core/errors";
import { toInstant, type Instant } from "@pipeline/core/instant";
import type { NotificationId } from "@pipeline/core/notifications";
import { notifications } from "@pipeline/db/schema";
import { and, eq, isNotNull, isNull, lte, or, type SQL } from "drizzle-orm";
import { writing, type Ctx, type Scope } from "../ctx";
import { settleInbox } from "./apply-due";
import { inInbox } from "./inbox";
import { restate, type InboxChange, type Marks } from "./restate";

/** What a verb makes of a notification at an instant, and which ones are not yet as asked. */
type Verb = (now: Instant) => { not: SQL | undefined; marks: Marks };

const { read, archivedAt, snoozedUntil } = notifications;

/** Changes one notification, and its group where asked. NOT_FOUND for someone else's, for one that is removed, or none. */
export async function change(ctx: Ctx, input: NotificationId, verb: Verb): Promise<InboxChange> {
  return writing(ctx, async (scope) => {
    const held = await settleInbox(scope);
    const which = await named(scope, input);
    const { not, marks } = verb(toInstant(scope.now));
    const { version, unreadCount } = await restate(scope, held, and(which, not), marks);
    return { version, unreadCount };
  });
}

// Of a group: what is in the inbox, or where the named one is. Who archives a burst keeps what he has snoozed of it.
async function named({ tx, userId }: Scope, { id, groupUpTo }: NotificationId): Promise<SQL | undefined> {
  const { groupKey } = notifications;
  const [row] = await tx
    .select({ groupKey, archivedAt, snoozedUntil })
    .from(notifications)
    .where(and(eq(notifications.userId, userId), eq(notifications.id, id), isNull(notifications.removedAt)));
  if (!row) throw notFound("notification");
  const one = eq(notifications.id, id);
  if (groupUpTo === undefined || row.groupKey === null) return one;
  const beside = row.archivedAt !== null ? isNotNull(archivedAt) : row.snoozedUntil !== null && isNotNull(snoozedUntil);
  const place = beside === false ? inInbox() : or(inInbox(), beside);
  return or(one, and(eq(groupKey, row.groupKey), lte(notifications.version, groupUpTo), place));
}

/** Marks one as read; again changes nothing. */
export function markRead(ctx: Ctx, input: NotificationId): Promise<InboxChange> {
  return change(ctx, input, (now) => ({ not: eq(read, false), marks: { read: true, readAt: now } }));
}

/** Marks one as unread; again changes nothing. */
export function markUnread(ctx: Ctx, input: NotificationId): Promise<InboxChange> {
  return change(ctx, input, () => ({ not: eq(read, true), marks: { read: false, readAt: null } }));
}

/** Takes one out of the inbox and ends its snooze; again changes nothing. */
export function archive(ctx: Ctx, input: NotificationId): Promise<InboxChange> {
  return change(ctx, input, (now) => ({
    not: isNull(archivedAt),
    marks: { archivedAt: now, snoozedUntil: null },
  }));
}

/** Puts one back into the inbox; again changes nothing. */
export function unarchive(ctx: Ctx, input: NotificationId): Promise<InboxChange> {
  return change(ctx, input, () => ({ not: isNotNull(archivedAt), marks: { archivedAt: null } }));
}
