import { CreateApiKey, RevokeApiKey } from "@pipeline/core/account";
import { router, sessionProcedure } from "../trpc";
import { createApiKey } from "./create";
import { listApiKeys } from "./list";
import { revokeApiKey } from "./revoke";

export const apiKeysRouter = router({
  list: sessionProcedure.query(({ ctx }) => listApiKeys(ctx)),
  create: sessionProcedure
    .meta({ audit: "apiKeys.create" })
    .input(CreateApiKey)
    .mutation(({ ctx, input }) => createApiKey(ctx, input)),
  revoke: sessionProcedure
    .meta({ audit: "apiKeys.revoke" })
    .input(RevokeApiKey)
    .mutation(({ ctx, input }) => revokeApiKey(ctx, input)),
});
