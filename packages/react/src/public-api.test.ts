import { expect, test } from "vitest";
import * as bell from "./bell";
import * as browser from "./index";
import * as server from "./server";

test("what the package gives to browsers", () => {
  expect(Object.keys(browser).toSorted()).toEqual([
    "AccountId",
    "NotificationBell",
    "PipelineProvider",
    "api",
    "applyPolicy",
    "budgetMeter",
    "createNotificationBell",
    "createPipelineHooks",
    "createUseNotificationBell",
    "forecastAt",
    "forecastMeter",
    "jobMeter",
    "liveMeter",
    "totalMeter",
    "useBudgetActions",
    "useBudgets",
    "useCostRecords",
    "useCosts",
    "useForecast",
    "useJob",
    "useJobs",
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

test("what the package gives to pages of one's own about the inbox", () => {
  expect(Object.keys(bell).toSorted()).toEqual([
    "DESKTOP_KEY",
    "NotificationList",
    "TypeIcon",
    "comingTime",
    "dayTitle",
    "exactTime",
    "gatherBursts",
    "groupByDay",
    "handleInboxKey",
    "relativeTime",
    "snoozeChoices",
    "useInbox",
    "useKeyDown",
  ]);
});
