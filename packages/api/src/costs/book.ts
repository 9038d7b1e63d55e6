import { nextLook } from "../anomalies/watch-day";
import type { Ctx, Scope } from "../ctx";
import { hasRaised } from "../notifications/inbox";
import { followUp } from "./follow-up";
import { appendTelling, type Appended, type Entry } from "./ledger";

/**
 * Appends records with all that follows from them, in the caller's transaction. For costs that come by themselves; a
 * verb that also changes a job appends, stores the job and then calls `followUp`.
 */
export async function book(ctx: Ctx, scope: Scope, entries: readonly Entry[]): Promise<Appended["written"]> {
  const lookAt = hasRaised(scope) ? null : nextLook(scope);
  const { written, followed } = await appendTelling(scope, entries, lookAt);
  if (!followed) await followUp(ctx, scope);
  return written;
}
