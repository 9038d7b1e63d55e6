import { UpdateAccount } from "@pipeline/core/account";
import { router, sessionProcedure } from "../trpc";
import { getAccount } from "./get";
import { updateAccount } from "./update";
import { verifyAccount } from "./verify";

export const accountRouter = router({
  get: sessionProcedure.query(({ ctx }) => getAccount(ctx)),
  verify: sessionProcedure.query(({ ctx }) => verifyAccount(ctx)),
  update: sessionProcedure
    .meta({ audit: "account.update" })
    .input(UpdateAccount)
    .mutation(({ ctx, input }) => updateAccount(ctx, input)),
});
