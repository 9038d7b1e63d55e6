import { toInstant } from "@pipeline/core/instant";
import type { MarkAllRead } from "@pipeline/core/notifications";
import { notifications } from "@pipeline/db/schema";
import { and, count, eq, inArray, lte } from "drizzle-orm";
import { writing, type Ctx } from "../ctx";
import type { InboxChange } from "./change";
import { holdInbox, nextVersion, unread, unreadCount } from "./inbox";

/** Marks all that was there at version `upTo` as read, never what came or changed after it. */
export async function markAllRead(ctx: Ctx, input: MarkAllRead): Promise<InboxChange & { count: number }> {
  return writing(ctx, async (scope) => {
    const held = await holdInbox(scope);
    const which = and(
      eq(notifications.userId, scope.userId),
      unread(),
      lte(notifications.version, input.upTo),
      input.types && inArray(notifications.type, input.types),
    );
    const [affected] = await scope.tx.select({ count: count() }).from(notifications).where(which);
    const marked = affected?.count ?? 0;
    const version = marked === 0 ? held : await nextVersion(scope);
    if (marked > 0) {
      const readAt = toInstant(scope.now);
      await scope.tx.update(notifications).set({ read: true, readAt, version }).where(which);
    }
    return { count: marked, version, unreadCount: await unreadCount(scope) };
  });
}
