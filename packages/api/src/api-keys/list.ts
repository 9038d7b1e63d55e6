import type { AccountCtx, ApiKey } from "../account/door";

/** The actor's keys, newest first. */
export async function listApiKeys(ctx: AccountCtx): Promise<{ items: ApiKey[]; nextCursor: null }> {
  return { items: await ctx.door.listKeys(ctx.actor.userId), nextCursor: null };
}
