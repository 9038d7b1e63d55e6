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
import { makeUseLastChange } from "./notifications/use-last-change";
import { makeUseNotificationPreferences } from "./notification-preferences/use-notification-preferences";
import { makeUseMarkRead } from "./notifications/use-mark-read";
import { makeUseNewNotifications } from "./notifications/use-new-notifications";
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
    useNotificationPreferences: makeUseNotificationPreferences(trpc),
    useUnreadCount: makeUseUnreadCount(trpc),
    useMarkRead: makeUseMarkRead(trpc),
    useLastChange: makeUseLastChange(trpc),
    useNewNotifications: makeUseNewNotifications(trpc),
    usePrices: makeUsePrices(trpc),
  };
}
export type PipelineHooks = ReturnType<typeof createPipelineHooks>;

export const useBudgets = /* @__PURE__ */ makeUseBudgets(api);
export const useBudgetActions = /* @__PURE__ */ makeUseBudgetActions(api);
export const useCosts = /* @__PURE__ */ makeUseCosts(api);
export const useCostRecords = /* @__PURE__ */ makeUseCostRecords(api);
export const useLiveCost = /* @__PURE__ */ makeUseLiveCost(api);
export const useForecast = /* @__PURE__ */ makeUseForecast(api);
export const useWaste = /* @__PURE__ */ makeUseWaste(api);
export const useJobs = /* @__PURE__ */ makeUseJobs(api);
export const useJob = /* @__PURE__ */ makeUseJob(api);
export const useNotifications = /* @__PURE__ */ makeUseNotifications(api);
export const useUnreadCount = /* @__PURE__ */ makeUseUnreadCount(api);
export const useMarkRead = /* @__PURE__ */ makeUseMarkRead(api);
export const useLastChange = /* @__PURE__ */ makeUseLastChange(api);
export const useNewNotifications = /* @__PURE__ */ makeUseNewNotifications(api);
export const useNotificationPreferences = /* @__PURE__ */ makeUseNotificationPreferences(api);
export const usePrices = /* @__PURE__ */ makeUsePrices(api);

const bellHooks = { useLastChange, useMarkRead, useNewNotifications, useNotifications, useUnreadCount };
export const NotificationBell = /* @__PURE__ */ createNotificationBell(bellHooks);
export const useNotificationBell = /* @__PURE__ */ createUseNotificationBell(bellHooks);
