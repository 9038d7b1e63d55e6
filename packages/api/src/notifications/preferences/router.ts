import { SetNotificationPreferences } from "@pipeline/core/notification-preferences";
import { router, sessionProcedure } from "../../trpc";
import { getPreferences } from "./get";
import { setPreferences } from "./set";

export const preferencesRouter = router({
  get: sessionProcedure.query(({ ctx }) => getPreferences(ctx)),
  set: sessionProcedure.input(SetNotificationPreferences).mutation(({ ctx, input }) => setPreferences(ctx, input)),
});
