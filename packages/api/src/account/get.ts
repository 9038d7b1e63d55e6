import { notFound } from "@pipeline/core/errors";
import { reading } from "../ctx";
import type { AccountCtx } from "./door";
import { accountTimeZone } from "./time-zone";

export type Account = { id: string; email: string; name: string; timeZone: string; currency: string };

/** The actor's account. NOT_FOUND when it was deleted meanwhile. */
export async function getAccount(ctx: AccountCtx): Promise<Account> {
  const { userId } = ctx.actor;
  const profile = await ctx.door.profile(userId);
  if (!profile) throw notFound("account");
  return { id: userId, ...profile, timeZone: await reading(ctx, accountTimeZone), currency: ctx.currency };
}
