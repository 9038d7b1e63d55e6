import type { PollInbox } from "@pipeline/core/notifications";
import { statement, type Given } from "@pipeline/db";
import { notifications } from "@pipeline/db/schema";
import { and, eq, gt } from "drizzle-orm";
import type { Ctx } from "../ctx";
import { readingInbox } from "./apply-due";
import { notificationColumns, toNotification, type Notification } from "./columns";
import { unreadCount } from "./inbox";

/** How soon to ask again (ms) where nobody says otherwise: a badge may be this old. */
export const POLL_AFTER_MS = 5_000;

const MAX_ROWS = 200;

const changed = statement((db, given: Given<{ userId: string; since: number; limit: number }>) =>
  db
    .select({ shown: notificationColumns, removedAt: notifications.removedAt })
    .from(notifications)
    .where(and(eq(notifications.userId, given.userId), gt(notifications.version, given.since)))
    .limit(given.limit),
);

/** What became of an inbox since a version; `reset` where only a new look at the lists tells. */
export type InboxDelta =
  | { changed: false; version: number }
  | { changed: true; version: number; unreadCount: number; upserts: Notification[]; removed: string[] }
  | { changed: true; reset: true; version: number };

/** What has changed since a version, as of one instant. Where nothing has, one row is read. */
export function pollInbox(ctx: Ctx, { since }: PollInbox): Promise<InboxDelta> {
  return readingInbox<InboxDelta>(ctx, async (scope, state) => {
    const { version, floorVersion } = await state;
    if (since === version) return { changed: false, version };
    const reset = { changed: true, reset: true, version } as const;
    if (since > version || since < floorVersion) return reset;
    const [unread, rows] = await Promise.all([
      unreadCount(scope),
      changed(scope.tx, { userId: scope.userId, since, limit: MAX_ROWS + 1 }),
    ]);
    if (rows.length > MAX_ROWS) return reset;
    return {
      changed: true,
      version,
      unreadCount: unread,
      upserts: rows.flatMap(({ shown, removedAt }) => (removedAt === null ? [toNotification(shown)] : [])),
      removed: rows.flatMap(({ shown, removedAt }) => (removedAt === null ? [] : [shown.id])),
    };
  });
}
