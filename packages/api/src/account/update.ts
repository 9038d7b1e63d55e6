import type { UpdateAccount } from "@pipeline/core/account";
import { badInput } from "@pipeline/core/errors";
import { accountSettings } from "@pipeline/db/schema";
import { eq, sql } from "drizzle-orm";
import { keepDone } from "../audit/keep";
import { holdBudgets } from "../budgets/hold";
import { openPeriods } from "../budgets/open-periods";
import { recutDays } from "../costs/recut-days";
import { writing, type Ctx, type Scope } from "../ctx";
import { touchInbox } from "../notifications/inbox";
import type { AccountCtx } from "./door";
import { getAccount, type Account } from "./get";
import { holdAccount } from "./time-zone";

/** Changes name or time zone. A new zone cuts the days of the roll-ups anew, in the same transaction. */
export async function updateAccount(ctx: AccountCtx, input: UpdateAccount): Promise<Account> {
  const { timeZone, name } = input;
  await writing(ctx, async (scope) => {
    if (timeZone !== undefined) await changeZone(scope, timeZone);
    if (timeZone !== undefined || name !== undefined) await keepDone(scope, "account.update");
    // The door keeps names, out of reach of our transaction: stored when all else is ready, told once it is.
    if (name !== undefined) await ctx.door.rename(scope.userId, name);
    if (name !== undefined) await touchInbox(scope);
  });
  return getAccount(ctx);
}

/** Sets the account's zone. BAD_INPUT when the database does not know it. */
export async function setTimeZone(ctx: Ctx, timeZone: string): Promise<void> {
  await writing(ctx, (scope) => changeZone(scope, timeZone));
}

async function changeZone(scope: Scope, timeZone: string): Promise<void> {
  const { tx, userId } = scope;
  const [known] = await tx.execute(sql`select 1 from pg_timezone_names where name = ${timeZone}`);
  if (!known) throw badInput("timeZone", "The database does not know this time zone.");
  if ((await holdAccount(scope)) === timeZone) return;
  // A budget's period keeps the zone it began in; the next one takes the new zone.
  await openPeriods(scope, await holdBudgets(scope), scope.now);
  await tx.update(accountSettings).set({ timeZone }).where(eq(accountSettings.userId, userId));
  await recutDays(scope, timeZone);
  await touchInbox(scope);
}
