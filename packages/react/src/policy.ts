import { keepPreviousData, type QueryClient, replaceEqualDeep } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import type { PipelineClient } from "./client";
import { keepNewerPages } from "./notifications/snapshot";
import { RUNNING, UNREAD } from "./policy-inputs";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Every interval of the package, in milliseconds: how long an answer counts as fresh, how often it is asked again. */
export const POLICY = {
  /** The badge: polled while the page is visible; everything else of the inbox follows its version. */
  unread: { staleTime: 5 * SECOND, refetchInterval: 5 * SECOND },
  inbox: { staleTime: 10 * SECOND },
  summary: { staleTime: 30 * SECOND, refetchInterval: MINUTE },
  records: { staleTime: 30 * SECOND },
  jobs: { staleTime: 10 * SECOND, refetchInterval: 30 * SECOND },
  /** A job that still runs; one that has ended is not asked again. */
  runningJob: { staleTime: 5 * SECOND, refetchInterval: 5 * SECOND },
  /** The figure ticks by itself in between. */
  live: { staleTime: 10 * SECOND, refetchInterval: 3 * MINUTE },
  /** How often a ticking figure moves; the calm pace is for reduced motion. */
  tick: { frame: 100, calm: SECOND },
  /** How often "3 minutes ago" is read again. */
  clock: 15 * SECOND,
} as const;

const open = new Set<unknown>(["queued", "running", "paused"]);
const statusOf = (data: unknown) =>
  typeof data === "object" && data !== null && "status" in data ? data.status : undefined;

/** Gives the queries of our routers their intervals. Idempotent. */
export function applyPolicy(client: QueryClient, trpc: PipelineClient): void {
  const { costs, jobs, notifications } = trpc;
  client.setQueryDefaults(getQueryKey(costs.summary), { ...POLICY.summary, placeholderData: keepPreviousData });
  client.setQueryDefaults(getQueryKey(costs.forecast), POLICY.summary);
  client.setQueryDefaults(getQueryKey(costs.waste), { ...POLICY.summary, placeholderData: keepPreviousData });
  client.setQueryDefaults(getQueryKey(costs.records), { ...POLICY.records, placeholderData: keepPreviousData });
  client.setQueryDefaults(getQueryKey(jobs.list), { ...POLICY.jobs, placeholderData: keepPreviousData });
  client.setQueryDefaults(getQueryKey(jobs.list, RUNNING, "infinite"), POLICY.live);
  client.setQueryDefaults(getQueryKey(jobs.get), {
    staleTime: POLICY.runningJob.staleTime,
    refetchInterval: ({ state }) => (open.has(statusOf(state.data)) ? POLICY.runningJob.refetchInterval : false),
  });
  client.setQueryDefaults(getQueryKey(notifications.list), {
    ...POLICY.inbox,
    structuralSharing: (before, after) => replaceEqualDeep(before, keepNewerPages(before, after)),
  });
  client.setQueryDefaults(getQueryKey(notifications.list, UNREAD, "infinite"), POLICY.unread);
}

const applied = new WeakMap<QueryClient, WeakSet<PipelineClient>>();

/** `applyPolicy`, once for a client: the hooks call it, so that a host need not. */
export function ensurePolicy(client: QueryClient, trpc: PipelineClient): void {
  const done = applied.get(client) ?? new WeakSet();
  if (done.has(trpc)) return;
  applyPolicy(client, trpc);
  applied.set(client, done.add(trpc));
}
