import { toInstant, type Instant } from "@pipeline/core/instant";
import type { Ctx } from "../ctx";
import { verifyOwn, type Difference } from "../verify/verify";

/** What a check of the account's figures found: the first row that is not what its sources make of it, or nothing. */
export type Verification = { asOf: Instant; difference: Difference | null };

/** Recomputes every sum of the account from its records: roll-ups, job totals, budgets, unread count, the API's answers. */
export async function verifyAccount(ctx: Ctx): Promise<Verification> {
  const difference = await verifyOwn(ctx);
  return { asOf: toInstant(ctx.now()), difference: difference ?? null };
}
