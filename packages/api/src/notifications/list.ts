import { CursorInstant, decodeCursor, encodeCursor, type Page } from "@pipeline/core/cursor";
import type { ListNotifications, NotificationFilter } from "@pipeline/core/notifications";
import { statement, type Given } from "@pipeline/db";
import { notifications } from "@pipeline/db/schema";
import { and, desc, eq, isNotNull, isNull, sql, type SQL, type SQLWrapper } from "drizzle-orm";
import { z } from "zod";
import type { Ctx, Scope } from "../ctx";
import { eachShape } from "../each-shape";
import { readingInbox } from "./apply-due";
import { notificationColumns, toNotification, type Notification } from "./columns";
import { inInbox, unread, unreadCount } from "./inbox";

export type NotificationPage = Page<Notification> & {
  /** Exact; only a badge says 99+. */
  unreadCount: number;
  /** State of the inbox before the rows were read. */
  version: number;
};

type Place = z.infer<typeof Place>;
const Place = z.strictObject({ at: CursorInstant, id: z.uuid() });

const FILTERS: Record<NotificationFilter, () => SQL | undefined> = {
  all: inInbox,
  unread,
  archived: () => and(isNotNull(notifications.archivedAt), isNull(notifications.removedAt)),
  snoozed: () => and(isNotNull(notifications.snoozedUntil), isNull(notifications.removedAt)),
};

/** A page of the inbox, newest first, with the badge and the version of the same instant. */
export async function listNotifications(ctx: Ctx, input: ListNotifications): Promise<NotificationPage> {
  const { cursor, limit, ...list } = input;
  const name = JSON.stringify(["notifications", list]);
  const place = cursor === undefined ? undefined : decodeCursor(cursor, name, Place);
  return readingInbox(ctx, async (scope, state) => {
    const [{ version }, count, rows] = await Promise.all([
      state,
      unreadCount(scope),
      pageOf(scope, { ...input, place }),
    ]);
    const items = rows.slice(0, limit).map(toNotification);
    const last = rows.length > limit ? items.at(-1) : undefined;
    return {
      items,
      nextCursor: last ? encodeCursor(name, { at: last.sortAt, id: last.id }) : null,
      unreadCount: count,
      version,
    };
  });
}

function pageOf({ tx, userId }: Scope, { place, ...input }: ListNotifications & { place: Place | undefined }) {
  const { filter, types, priorities, jobId, limit } = input;
  const shape = {
    filter,
    types: types !== undefined,
    priorities: priorities !== undefined,
    jobId: jobId !== undefined,
    goesOn: place !== undefined,
  };
  return pages(shape)(tx, {
    userId,
    types: `{${types?.join(",")}}`,
    priorities: `{${priorities?.join(",")}}`,
    jobId: jobId ?? "",
    at: place?.at ?? "",
    id: place?.id ?? "",
    limit: limit + 1,
  });
}

type Shape = { filter: NotificationFilter; types: boolean; priorities: boolean; jobId: boolean; goesOn: boolean };
type Values = Place & { userId: string; jobId: string; types: string; priorities: string; limit: number };

const pages = eachShape((shape: Shape) =>
  statement((db, given: Given<Values>) =>
    db
      .select(notificationColumns)
      .from(notifications)
      .where(
        and(
          eq(notifications.userId, given.userId),
          FILTERS[shape.filter](),
          shape.types ? oneOf(notifications.type, given.types) : undefined,
          shape.priorities ? oneOf(notifications.priority, given.priorities) : undefined,
          shape.jobId ? eq(notifications.jobId, given.jobId) : undefined,
          shape.goesOn
            ? sql`(${notifications.sortAt}, ${notifications.id}) < (${given.at}::timestamptz, ${given.id}::uuid)`
            : undefined,
        ),
      )
      .orderBy(desc(notifications.sortAt), desc(notifications.id))
      .limit(given.limit),
  ),
);

// However many: one statement.
function oneOf(column: SQLWrapper, list: SQLWrapper): SQL {
  return sql`${column} = any((${list}::text)::text[])`;
}
