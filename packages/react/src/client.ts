import type { AppRouter } from "@pipeline/api";
import { createTRPCReact } from "@trpc/react-query";

/** The generated hooks over our own router: `api.costs.summary.useQuery(…)`. */
export const api = createTRPCReact<AppRouter>();

/** What the hooks need of a tRPC client: a root, or the part of a host's root where our routers are mounted. */
export type PipelineClient = Pick<
  typeof api,
  "account" | "budgets" | "costs" | "jobs" | "notifications" | "prices" | "storage"
>;
