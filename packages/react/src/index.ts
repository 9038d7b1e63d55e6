"use client";

export { createNotificationBell, type NotificationBellProps } from "./bell/bell";
export type { BellHooks } from "./bell/types";
export {
  type BellTab,
  createUseNotificationBell,
  type NotificationBellOptions,
  type UseNotificationBell,
} from "./bell/use-notification-bell";
export type { UseBudgetActions } from "./budgets/use-budget-actions";
export type { UseBudgets } from "./budgets/use-budgets";
export { api, type PipelineClient } from "./client";
export { forecastAt, forecastMeter } from "./costs/forecast-now";
export type { UseCostRecords } from "./costs/use-cost-records";
export type { UseCosts } from "./costs/use-costs";
export type { UseForecast } from "./costs/use-forecast";
export type { UseLiveCost } from "./costs/use-live-cost";
export type { UseWaste } from "./costs/use-waste";
export type { HookAction, HookActionThen } from "./hook-action";
export type { HookPages } from "./hook-pages";
export type { HookError, HookStatus } from "./hook-status";
export {
  createPipelineHooks,
  NotificationBell,
  type PipelineHooks,
  useBudgetActions,
  useBudgets,
  useCostRecords,
  useCosts,
  useForecast,
  useJob,
  useJobs,
  useLastChange,
  useLiveCost,
  useMarkRead,
  useNewNotifications,
  useNotificationPreferences,
  useNotificationBell,
  useNotifications,
  usePrices,
  useUnreadCount,
  useWaste,
} from "./hooks";
export type { UseJob } from "./jobs/use-job";
export type { UseJobs } from "./jobs/use-jobs";
export { budgetMeter, jobMeter, liveMeter, type Meter, totalMeter } from "./live/meter";
export { useSummaryNow } from "./live/use-summary-now";
export { useTicking } from "./live/use-ticking";
export { AccountId } from "./notifications/account-id";
export type { DoneChange } from "./notifications/last-change";
export type { UseLastChange } from "./notifications/use-last-change";
export type { UseNotificationPreferences } from "./notification-preferences/use-notification-preferences";
export type { UseMarkRead } from "./notifications/use-mark-read";
export type { UseNotifications } from "./notifications/use-notifications";
export type { UseUnreadCount } from "./notifications/use-unread-count";
export type { UsePrices } from "./prices/use-prices";
export { applyPolicy } from "./policy";
export { PipelineProvider, type PipelineProviderProps } from "./provider";
export { useNow } from "./time/use-now";
export type * from "./types";
