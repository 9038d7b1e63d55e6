import { UpdateAccount } from "@pipeline/core/account";
import { router, sessionProcedure } from "../trpc";
import { getAccount } from "./get";
import { updateAccount } from "./update";

export const accountRouter = router({
  get: sessionProcedure.query(({ ctx }) => getAccount(ctx)),
  update: sessionProcedure.input(UpdateAccount).mutation(({ ctx, input }) => updateAccount(ctx, input)),
});
