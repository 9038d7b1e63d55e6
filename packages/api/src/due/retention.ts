import { toInstant, toMs } from "@pipeline/core/instant";
import { inboxState } from "@pipeline/db/schema";
import { asc, isNull, lte } from "drizzle-orm";
import { holdState } from "../notifications/inbox";
import { sweepInbox } from "../notifications/sweep";
import { forUser, type DueCtx } from "./actor";
import { each } from "./each";
import { patiently } from "../patience";

const USERS = 50;
const DAY_MS = 86_400_000;

/** Clears inboxes of what is old, each once a day, or the next round where there is more. Answers how many it looked at. */
export async function sweepInboxes(due: DueCtx): Promise<number> {
  const before = toInstant(due.now() - DAY_MS);
  const { userId, sweptAt } = inboxState;
  const never = await due.owner.select({ userId }).from(inboxState).where(isNull(sweptAt)).limit(USERS);
  const longest = await due.owner
    .select({ userId })
    .from(inboxState)
    .where(lte(sweptAt, before))
    .orderBy(asc(sweptAt))
    .limit(USERS - never.length);
  const users = [...never, ...longest];
  return each(users, (user) =>
    patiently(forUser(due, user.userId), async (scope) => {
      const state = await holdState(scope);
      if (state.sweptAt === null || toMs(state.sweptAt) <= toMs(before)) await sweepInbox(scope, state);
    }),
  );
}
