import type { UpdateAccount } from "@pipeline/core/account";
import { badInput } from "@pipeline/core/errors";
import { accountSettings } from "@pipeline/db/schema";
import { eq, sql } from "drizzle-orm";
import { holdBudgets } from "../budgets/hold";
import { openPeriods } from "../budgets/open-periods";
import { recutDays } from "../costs/recut-days";
import { writing, type Ctx } from "../ctx";
import { touchInbox } from "../notifications/inbox";
import type { AccountCtx } from "./door";
import { getAccount, type Account } from "./get";
import { holdAccount } from "./time-zone";

/** Changes name or time zone. A new zone cuts the days of the roll-ups anew, in the same transaction. */
export async function updateAccount(ctx: AccountCtx, input: UpdateAccount): Promise<Account> {
  if (input.timeZone !== undefined) await setTimeZone(ctx, input.timeZone);
  if (input.name !== undefined) await rename(ctx, input.name);
  return getAccount(ctx);
}

/** Sets the account's zone. BAD_INPUT when the database does not know it. */
export async function setTimeZone(ctx: Ctx, timeZone: string): Promise<void> {
  await writing(ctx, async (scope) => {
    const { tx, userId } = scope;
    const [known] = await tx.execute(sql`select 1 from pg_timezone_names where name = ${timeZone}`);
    if (!known) throw badInput("timeZone", "The database does not know this time zone.");
    if ((await holdAccount(scope)) === timeZone) return;
    // A budget's period keeps the zone it began in; the next one takes the new zone.
    await openPeriods(scope, await holdBudgets(scope), scope.now);
    await tx.update(accountSettings).set({ timeZone }).where(eq(accountSettings.userId, userId));
    await recutDays(scope, timeZone);
    await touchInbox(scope);
  });
}

// The door keeps names, out of reach of our transactions: the screens hear of one once it is stored.
async function rename(ctx: AccountCtx, name: string): Promise<void> {
  await ctx.door.rename(ctx.actor.userId, name);
  await writing(ctx, touchInbox);
}
