import { expect, test } from "vitest";
import * as browser from "./index";
import * as server from "./server";

test("what the package gives to browsers", () => {
  expect(Object.keys(browser).toSorted()).toEqual([
    "DESKTOP_KEY",
    "NotificationBell",
    "NotificationList",
    "PipelineProvider",
    "TypeIcon",
    "api",
    "applyPolicy",
    "budgetMeter",
    "comingTime",
    "createNotificationBell",
    "createPipelineHooks",
    "createUseNotificationBell",
    "dayTitle",
    "exactTime",
    "forecastAt",
    "forecastMeter",
    "gatherBursts",
    "groupByDay",
    "handleInboxKey",
    "jobMeter",
    "liveMeter",
    "relativeTime",
    "snoozeChoices",
    "totalMeter",
    "useBudgetActions",
    "useBudgets",
    "useCostRecords",
    "useCosts",
    "useForecast",
    "useInbox",
    "useJob",
    "useJobs",
    "useKeyDown",
    "useLastChange",
    "useLiveCost",
    "useMarkRead",
    "useNewNotifications",
    "useNotificationBell",
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
