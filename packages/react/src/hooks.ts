import { createNotificationBell } from "./bell/bell";
import { createUseNotificationBell } from "./bell/use-notification-bell";
import { makeUseBudgetActions } from "./budgets/use-budget-actions";
import { makeUseBudgets } from "./budgets/use-budgets";
import { api, type PipelineClient } from "./client";
import { makeUseCostRecords } from "./costs/use-cost-records";
import { makeUseCosts } from "./costs/use-costs";
import { makeUseForecast } from "./costs/use-forecast";
import { makeUseLiveCost } from "./costs/use-live-cost";
import { makeUseWaste } from "./costs/use-waste";
import { makeUseJob } from "./jobs/use-job";
import { makeUseJobs } from "./jobs/use-jobs";
import { makeUseMarkRead } from "./notifications/use-mark-read";
import { makeUseNotifications } from "./notifications/use-notifications";
import { makeUseUnreadCount } from "./notifications/use-unread-count";
import { makeUsePrices } from "./prices/use-prices";

/**
 * All hooks over a host's own tRPC client: its root, or the part of it where our routers are mounted. The host's query
 * client serves; the intervals of our queries are set on it at first use.
 */
export function createPipelineHooks(trpc: PipelineClient) {
  return {
    useBudgets: makeUseBudgets(trpc),
    useBudgetActions: makeUseBudgetActions(trpc),
    useCosts: makeUseCosts(trpc),
    useCostRecords: makeUseCostRecords(trpc),
    useLiveCost: makeUseLiveCost(trpc),
    useForecast: makeUseForecast(trpc),
    useWaste: makeUseWaste(trpc),
    useJobs: makeUseJobs(trpc),
    useJob: makeUseJob(trpc),
    useNotifications: makeUseNotifications(trpc),
    useUnreadCount: makeUseUnreadCount(trpc),
    useMarkRead: makeUseMarkRead(trpc),
    usePrices: makeUsePrices(trpc),
  };
}
export type PipelineHooks = ReturnType<typeof createPipelineHooks>;

export const {
  useBudgets,
  useBudgetActions,
  useCosts,
  useCostRecords,
  useLiveCost,
  useForecast,
  useWaste,
  useJobs,
  useJob,
  useNotifications,
  useUnreadCount,
  useMarkRead,
  usePrices,
}: PipelineHooks = createPipelineHooks(api);

const bellHooks = { useMarkRead, useNotifications, useUnreadCount };
export const NotificationBell = createNotificationBell(bellHooks);
export const useNotificationBell = createUseNotificationBell(bellHooks);
