import type { UndoChange } from "@pipeline/core/notifications";
import { notifications } from "@pipeline/db/schema";
import { and, eq, isNotNull } from "drizzle-orm";
import { writing, type Ctx } from "../ctx";
import { settleInbox } from "./apply-due";
import { FOUND, restate, type InboxChange } from "./restate";

/**
 * Takes back the call that answered `version`, for those of its notifications that nothing has changed since. It is a
 * change like any other: undoing its own version does the call again. Again changes nothing.
 */
export async function undoChange(ctx: Ctx, { version }: UndoChange): Promise<InboxChange & { count: number }> {
  return writing(ctx, async (scope) => {
    const held = await settleInbox(scope);
    const which = and(eq(notifications.version, version), isNotNull(notifications.before));
    return restate(scope, held, which, FOUND);
  });
}
