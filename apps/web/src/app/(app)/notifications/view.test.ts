import { NOTIFICATION_FILTERS } from "@pipeline/core/notifications";
import { expect, test } from "vitest";
import { hrefOf, inputOf, viewOf } from "./view";
import { FILTERS } from "./words";

test("the menu knows every filter", () => {
  expect([...FILTERS].toSorted()).toEqual([...NOTIFICATION_FILTERS].toSorted());
});

test("a view survives its address", () => {
  const view = { filter: "archived", types: ["job_failed", "model_ready"] } as const;
  const address = new URL(hrefOf({ ...view, types: [...view.types] }), "http://localhost");
  expect(viewOf(Object.fromEntries(address.searchParams))).toEqual(view);
  expect(hrefOf({ filter: "all", types: [] })).toBe("/notifications");
});

test("what an address says wrongly is left out", () => {
  expect(viewOf({ filter: "everything", types: "job_failed,nonsense" })).toEqual({
    filter: "all",
    types: ["job_failed"],
  });
  expect(viewOf({ filter: ["unread", "all"], types: ["job_failed", "job_started"] })).toEqual({
    filter: "all",
    types: ["job_started", "job_failed"],
  });
});

test("without types the list is asked for all of them", () => {
  expect(inputOf({ filter: "unread", types: [] })).toEqual({ filter: "unread", limit: 40 });
});
