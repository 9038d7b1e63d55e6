import { toInstant } from "@pipeline/core/instant";
import type { MarkAllRead } from "@pipeline/core/notifications";
import { notifications } from "@pipeline/db/schema";
import { and, inArray, lte } from "drizzle-orm";
import { writing, type Ctx } from "../ctx";
import { settleInbox } from "./apply-due";
import { unread } from "./inbox";
import { restate, type InboxChange } from "./restate";

/** Marks all that was there at version `upTo` as read, never what came or changed after it. */
export async function markAllRead(ctx: Ctx, input: MarkAllRead): Promise<InboxChange & { count: number }> {
  return writing(ctx, async (scope) => {
    const held = await settleInbox(scope);
    const which = and(
      unread(),
      lte(notifications.version, input.upTo),
      input.types && inArray(notifications.type, input.types),
    );
    return restate(scope, held, which, { read: true, readAt: toInstant(scope.now) });
  });
}
