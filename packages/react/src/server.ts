import type { AppRouter, createCaller } from "@pipeline/api";
import type { QueryClient } from "@tanstack/react-query";
import { createHydrationHelpers } from "@trpc/react-query/rsc";

export { RECENT, RUNNING, UNREAD } from "./policy-inputs";
export { makeQueryClient } from "./query-client";

/**
 * For React Server Components: `await rsc.costs.summary.prefetch(input)` fills the request's query client,
 * `HydrateClient` hands what is there to the browser, whose hooks then start with data. What is not awaited is not
 * handed over: HTML without it would not match. `getQueryClient` answers one client a request.
 */
export function createRsc(caller: ReturnType<typeof createCaller>, getQueryClient: () => QueryClient) {
  const { trpc, HydrateClient } = createHydrationHelpers<AppRouter>(caller, getQueryClient);
  return { rsc: trpc, HydrateClient };
}
