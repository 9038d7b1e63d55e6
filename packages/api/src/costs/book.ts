import type { Ctx, Scope } from "../ctx";
import { followUp, tellOfCosts } from "./follow-up";
import { append, type Appended, type Entry } from "./ledger";

/**
 * Appends records with all that follows from them, in the caller's transaction. For costs that come by themselves; a
 * verb that also changes a job appends, stores the job and then calls `followUp`.
 */
export async function book(ctx: Ctx, scope: Scope, entries: readonly Entry[]): Promise<Appended["written"]> {
  const { written, budgeted } = await append(scope, entries);
  if (written.size > 0) await (budgeted ? followUp(ctx, scope) : tellOfCosts(scope));
  return written;
}
