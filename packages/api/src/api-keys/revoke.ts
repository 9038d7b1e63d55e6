import type { RevokeApiKey } from "@pipeline/core/account";
import { notFound } from "@pipeline/core/errors";
import type { AccountCtx } from "../account/door";

/** Ends a key: the next request with it is refused. NOT_FOUND for someone else's or none. */
export async function revokeApiKey(ctx: AccountCtx, { id }: RevokeApiKey): Promise<{ id: string }> {
  if (!(await ctx.door.revokeKey(ctx.actor.userId, id))) throw notFound("API key");
  return { id };
}
