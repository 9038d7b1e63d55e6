import type { CreateApiKey } from "@pipeline/core/account";
import { badInput } from "@pipeline/core/errors";
import { toMs } from "@pipeline/core/instant";
import type { AccountCtx, ApiKey } from "../account/door";
import { keepDone } from "../audit/keep";
import { inside, writing } from "../ctx";

/** Makes a key. `key` is shown this once. BAD_INPUT when it would expire in the past. */
export async function createApiKey(ctx: AccountCtx, input: CreateApiKey): Promise<ApiKey & { key: string }> {
  if (input.expiresAt !== undefined && toMs(input.expiresAt) <= ctx.now()) {
    throw badInput("expiresAt", "Must lie in the future.");
  }
  return ctx.door.createKey(ctx.actor.userId, input, (tx, id) =>
    writing(inside(ctx, tx), (scope) => keepDone(scope, "apiKeys.create", id)),
  );
}
