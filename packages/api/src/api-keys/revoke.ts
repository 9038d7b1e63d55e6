import type { RevokeApiKey } from "@pipeline/core/account";
import { notFound } from "@pipeline/core/errors";
import type { AccountCtx } from "../account/door";
import { keepDone } from "../audit/keep";
import { inside, writing } from "../ctx";

/** Ends a key: the next request with it is refused. NOT_FOUND for someone else's or none. */
export async function revokeApiKey(ctx: AccountCtx, { id }: RevokeApiKey): Promise<{ id: string }> {
  const revoked = await ctx.door.revokeKey(ctx.actor.userId, id, (tx, gone) =>
    writing(inside(ctx, tx), (scope) => keepDone(scope, "apiKeys.revoke", gone)),
  );
  if (!revoked) throw notFound("API key");
  return { id };
}
