import { expect, test } from "vitest";
import * as browser from "./index";
import * as server from "./server";

test("what the package gives to browsers", () => {
  expect(Object.keys(browser).toSorted()).toEqual([
    "NotificationBell",
    "NotificationList",
    "PipelineProvider",
    "TypeIcon",
    "api",
    "applyPolicy",
    "budgetMeter",
    "createNotificationBell",
    "createPipelineHooks",
    "dayTitle",
    "exactTime",
    "forecastAt",
    "forecastMeter",
    "groupByDay",
    "handleInboxKey",
    "jobMeter",
    "liveMeter",
    "relativeTime",
    "totalMeter",
    "useBudgetActions",
    "useBudgets",
    "useCostRecords",
    "useCosts",
    "useForecast",
    "useItemActions",
    "useJob",
    "useJobs",
    "useLastChange",
    "useLiveCost",
    "useMarkRead",
    "useNewNotifications",
    "useNotificationPreferences",
    "useNotifications",
    "useNow",
    "usePrices",
    "useSummaryNow",
    "useTicking",
    "useUnreadCount",
    "useWaste",
  ]);
});

test("what it gives to servers", () => {
  expect(Object.keys(server).toSorted()).toEqual(["RECENT", "RUNNING", "UNREAD", "createRsc", "makeQueryClient"]);
});
