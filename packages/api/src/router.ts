import { accountRouter } from "./account/router";
import { apiKeysRouter } from "./api-keys/router";
import { auditRouter } from "./audit/router";
import { budgetsRouter } from "./budgets/router";
import { costsRouter } from "./costs/router";
import { jobsRouter } from "./jobs/router";
import { notificationsRouter } from "./notifications/router";
import { pricesRouter } from "./prices/router";
import { storageRouter } from "./storage/router";
import { createCallerFactory, router } from "./trpc";

/** The whole API, one line a noun. */
export const appRouter = router({
  account: accountRouter,
  apiKeys: apiKeysRouter,
  audit: auditRouter,
  budgets: budgetsRouter,
  costs: costsRouter,
  jobs: jobsRouter,
  notifications: notificationsRouter,
  prices: pricesRouter,
  storage: storageRouter,
});
export type AppRouter = typeof appRouter;

/** Calls procedures on the server as the actor of a context: for React Server Components and tests. */
export const createCaller = createCallerFactory(appRouter);
