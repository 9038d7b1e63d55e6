import { keepPreviousData, type QueryClient, replaceEqualDeep } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import type { PipelineClient } from "./client";
import { watchAnswers } from "./live/watch-answers";
import { keepNewerPages } from "./notifications/snapshot";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * Every interval of the package, in milliseconds: how long an answer counts as fresh, how often it is asked again. The
 * inbox is the one heartbeat (`inbox/pace.ts`): its version says when there is news of anything else.
 */
export const POLICY = {
  /** Follows the changes by itself: what was read once is read again only when too much was missed. */
  inbox: { staleTime: Infinity },
  /** A list of the inbox that could not be read: without it what is shown stays as it was. */
  unreadable: 30 * SECOND,
  /** Figures tick by themselves; asked again on news, when the tab comes back, and when the network does. */
  followers: { refetchOnWindowFocus: "always", refetchOnReconnect: "always" },
  summary: { staleTime: 30 * SECOND },
  records: { staleTime: 30 * SECOND },
  /** What is spent ticks by itself; thresholds and forecast move with the news. */
  budgets: { staleTime: 30 * SECOND },
  /** Prices change when somebody imports some. */
  prices: { staleTime: 5 * MINUTE },
  jobs: { staleTime: 10 * SECOND },
  /** The page of a job that still runs, for what is no news: steps and losses within a percent. */
  openJob: 30 * SECOND,
  /** What time alone changes is asked for when it does; no sooner and no later after an answer than this. */
  turn: { least: 5 * SECOND, most: 24 * 60 * MINUTE },
  /** How often a ticking figure moves, the calm pace is for reduced motion; and how often charts and tables do. */
  tick: { frame: 100, calm: SECOND, chart: 60 * SECOND },
  /** How often "3 minutes ago" is read again. */
  clock: 15 * SECOND,
} as const;

/** Gives the queries of our routers their intervals. Idempotent. */
export function applyPolicy(client: QueryClient, trpc: PipelineClient): void {
  const { budgets, costs, jobs, notifications, prices, storage } = trpc;
  for (const noun of [budgets, costs, jobs, storage]) client.setQueryDefaults(getQueryKey(noun), POLICY.followers);
  client.setQueryDefaults(getQueryKey(budgets.list), POLICY.budgets);
  client.setQueryDefaults(getQueryKey(prices.list), POLICY.prices);
  client.setQueryDefaults(getQueryKey(costs.summary), { ...POLICY.summary, placeholderData: keepPreviousData });
  client.setQueryDefaults(getQueryKey(costs.forecast), POLICY.summary);
  client.setQueryDefaults(getQueryKey(costs.waste), { ...POLICY.summary, placeholderData: keepPreviousData });
  client.setQueryDefaults(getQueryKey(costs.records), { ...POLICY.records, placeholderData: keepPreviousData });
  client.setQueryDefaults(getQueryKey(jobs.list), { ...POLICY.jobs, placeholderData: keepPreviousData });
  client.setQueryDefaults(getQueryKey(jobs.get), POLICY.jobs);
  client.setQueryDefaults(getQueryKey(notifications.list), {
    ...POLICY.inbox,
    refetchInterval: ({ state }) => (state.status === "error" ? POLICY.unreadable : false),
    structuralSharing: (before, after) => replaceEqualDeep(before, keepNewerPages(before, after)),
  });
}

const applied = new WeakMap<QueryClient, WeakSet<PipelineClient>>();

/** `applyPolicy`, once for a client: the hooks call it, so that a host need not. */
export function ensurePolicy(client: QueryClient, trpc: PipelineClient): void {
  const done = applied.get(client) ?? new WeakSet();
  if (done.has(trpc)) return;
  applyPolicy(client, trpc);
  if (typeof window !== "undefined") watchAnswers(client, trpc);
  applied.set(client, done.add(trpc));
}
