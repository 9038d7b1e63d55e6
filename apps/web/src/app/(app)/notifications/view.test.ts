import { NOTIFICATION_FILTERS } from "@pipeline/core/notifications";
import { expect, test } from "vitest";
import { hrefOf, inputOf, markAllOf, viewOf } from "./view";
import { FILTERS } from "./words";

test("the menu knows every filter", () => {
  expect([...FILTERS].toSorted()).toEqual([...NOTIFICATION_FILTERS].toSorted());
});

test("a view survives its address", () => {
  const view = { filter: "archived", types: ["job_failed", "model_ready"], urgent: true } as const;
  const address = new URL(hrefOf({ ...view, types: [...view.types] }), "http://localhost");
  expect(viewOf(Object.fromEntries(address.searchParams))).toEqual(view);
  expect(hrefOf({ filter: "all", types: [], urgent: false })).toBe("/notifications");
});

test("what an address says wrongly is left out", () => {
  expect(viewOf({ filter: "everything", types: "job_failed,nonsense", urgent: "yes" })).toEqual({
    filter: "all",
    types: ["job_failed"],
    urgent: false,
  });
  expect(viewOf({ filter: ["unread", "all"], types: ["job_failed", "job_started"] })).toEqual({
    filter: "all",
    types: ["job_started", "job_failed"],
    urgent: false,
  });
});

test("without types the list is asked for all of them", () => {
  expect(inputOf({ filter: "unread", types: [], urgent: false })).toEqual({ filter: "unread", limit: 40 });
  expect(inputOf({ filter: "all", types: [], urgent: true })).toEqual({
    filter: "all",
    priorities: ["high"],
    limit: 40,
  });
});

test("marking all is about what is shown, or is not offered", () => {
  const view = { filter: "all", types: [], urgent: false } as const;
  expect(markAllOf({ ...view, types: [] })).toBeUndefined();
  expect(markAllOf({ ...view, types: ["job_failed"] })).toEqual(["job_failed"]);
  expect(markAllOf({ ...view, types: [], urgent: true })).toBe(false);
  expect(markAllOf({ ...view, types: [], filter: "snoozed" })).toBe(false);
});
