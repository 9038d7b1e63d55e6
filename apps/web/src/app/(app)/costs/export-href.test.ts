import { expect, test } from "vitest";
import { exportHref } from "./export-href";
import { readView } from "./view";

const hrefOf = (search: string) => exportHref(readView(new URLSearchParams(search)), "csv");

test("a file has the window, the zone and the filter that are on the screen", () => {
  expect(hrefOf("")).toBe("/api/costs/export?format=csv&period=month");
  expect(hrefOf("period=monthToDate&groupBy=job")).toBe("/api/costs/export?format=csv&period=monthToDate");
  expect(hrefOf("from=2026-10-01&to=2026-10-31&timeZone=Asia/Kathmandu&project=r%26d&costType=credit")).toBe(
    "/api/costs/export?format=csv&start_date=2026-10-01&end_date=2026-10-31&time_zone=Asia%2FKathmandu&cost_type=credit&project=r%26d",
  );
});

test("records without a project are asked for by an empty name", () => {
  expect(hrefOf("project=")).toBe("/api/costs/export?format=csv&period=month&project=");
});
