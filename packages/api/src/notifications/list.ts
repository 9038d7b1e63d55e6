import { CursorInstant, decodeCursor, encodeCursor, type Page } from "@pipeline/core/cursor";
import type { ListNotifications, NotificationFilter } from "@pipeline/core/notifications";
import { notifications } from "@pipeline/db/schema";
import { and, desc, eq, inArray, isNotNull, isNull, sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import type { Ctx } from "../ctx";
import { readingInbox } from "./apply-due";
import { notificationColumns, type Notification } from "./columns";
import { inInbox, unread, unreadCount } from "./inbox";

export type NotificationPage = Page<Notification> & {
  /** Exact; only a badge says 99+. */
  unreadCount: number;
  /** State of the inbox before the rows were read. */
  version: number;
};

const Place = z.strictObject({ at: CursorInstant, id: z.uuid() });

const FILTERS: Record<NotificationFilter, () => SQL | undefined> = {
  all: inInbox,
  unread,
  archived: () => and(isNotNull(notifications.archivedAt), isNull(notifications.removedAt)),
  snoozed: () => and(isNotNull(notifications.snoozedUntil), isNull(notifications.removedAt)),
};

/** A page of the inbox, newest first, with the badge and the version of the same instant. */
export async function listNotifications(ctx: Ctx, input: ListNotifications): Promise<NotificationPage> {
  return readingInbox(ctx, async (scope, { version }) => {
    const { cursor, limit, ...list } = input;
    const name = JSON.stringify(["notifications", list]);
    const place = cursor === undefined ? undefined : decodeCursor(cursor, name, Place);
    const [count, rows] = await Promise.all([
      unreadCount(scope),
      scope.tx
        .select(notificationColumns)
        .from(notifications)
        .where(
          and(
            eq(notifications.userId, scope.userId),
            FILTERS[input.filter](),
            input.types && inArray(notifications.type, input.types),
            input.priorities && inArray(notifications.priority, input.priorities),
            input.jobId === undefined ? undefined : eq(notifications.jobId, input.jobId),
            place &&
              sql`(${notifications.sortAt}, ${notifications.id}) < (${place.at}::timestamptz, ${place.id}::uuid)`,
          ),
        )
        .orderBy(desc(notifications.sortAt), desc(notifications.id))
        .limit(limit + 1),
    ]);
    const items = rows.slice(0, limit);
    const last = rows.length > limit ? items.at(-1) : undefined;
    return {
      items,
      nextCursor: last ? encodeCursor(name, { at: last.sortAt, id: last.id }) : null,
      unreadCount: count,
      version,
    };
  });
}
