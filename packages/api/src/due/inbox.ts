import { toInstant } from "@pipeline/core/instant";
import { inboxState } from "@pipeline/db/schema";
import { asc, lte } from "drizzle-orm";
import { settleInbox } from "../notifications/apply-due";
import { forUser, type DueCtx } from "./actor";
import { BATCH, each } from "./each";
import { patiently } from "../patience";

/**
 * Wakes what was snoozed and removes what has expired where nobody looks, so that open pages hear of it. Answers of how
 * many inboxes.
 */
export async function settleDueInboxes(due: DueCtx): Promise<number> {
  const reached = await due.owner
    .select({ userId: inboxState.userId })
    .from(inboxState)
    .where(lte(inboxState.nextDueAt, toInstant(due.now())))
    .orderBy(asc(inboxState.nextDueAt))
    .limit(BATCH);
  return each(reached, ({ userId }) =>
    patiently(forUser(due, userId), async (scope) => {
      await settleInbox(scope);
    }),
  );
}
