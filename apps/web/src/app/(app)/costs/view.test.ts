import { describe, expect, test } from "vitest";
import { granularitiesFor } from "./granularities";
import { type CostsView, filterOf, readView, recordsInput, summaryInput, viewHref } from "./view";

const read = (search: string) => readView(new URLSearchParams(search));

describe("a link to the costs", () => {
  test("without parameters shows 30 days by type", () => {
    expect(read("")).toEqual({ window: { period: "month" }, groupBy: "costType", filter: {} });
  });

  test("leads back to the view it was made from", () => {
    const views: CostsView[] = [
      { window: { period: "month" }, groupBy: "costType", filter: {} },
      { window: { period: "year" }, groupBy: "project", granularity: "week", filter: { project: "" } },
      {
        window: { from: "2026-10-01", to: "2026-10-31" },
        timeZone: "Asia/Kathmandu",
        groupBy: "job",
        filter: { jobId: "0b0e7a38-5a8e-4f0e-9d7e-0123456789ab" },
      },
    ];
    for (const view of views) expect(read(viewHref(view).split("?")[1] ?? "")).toEqual(view);
  });

  test("as the notifications write it shows those days", () => {
    expect(read("from=2026-11-20&to=2026-11-20").window).toEqual({ from: "2026-11-20", to: "2026-11-20" });
  });

  test.each([
    "period=fortnight",
    "from=2026-11-20",
    "from=2026-11-20&to=2026-11-01",
    "from=2026-02-30&to=2026-03-01",
    "from=2006-01-01&to=2026-01-01",
    "timeZone=Mars/Olympus",
    "groupBy=mood",
    "costType=No%20Type",
    "jobId=7",
  ])("that cannot be read is as if it said nothing: %s", (search) => {
    expect(read(search)).toEqual(read(""));
  });

  test("with a step too fine or too coarse for its window falls back to what reads well", () => {
    expect(read("period=year&granularity=hour").granularity).toBeUndefined();
    expect(read("period=today&granularity=month").granularity).toBeUndefined();
    expect(read("period=year&granularity=week").granularity).toBe("week");
  });
});

test("the server and the browser ask the same of the same link", () => {
  const view = read("period=week&timeZone=Europe/Berlin&groupBy=project&project=legal");
  expect(summaryInput(view)).toEqual({ period: "week", groupBy: "project", timeZone: "Europe/Berlin" });
  expect(recordsInput(view)).toEqual({ period: "week", timeZone: "Europe/Berlin", project: "legal" });
});

test("no window offers a step that the API refuses", () => {
  expect(granularitiesFor(1)).toEqual(["hour"]);
  expect(granularitiesFor(31)).toEqual(["day", "week"]);
  expect(granularitiesFor(366)).toEqual(["day", "week", "month"]);
  expect(granularitiesFor(3650)).toEqual(["month"]);
});

test("a breakdown row lists its records where records can be listed by it", () => {
  expect(filterOf("costType", "compute")).toEqual({ costType: "compute" });
  expect(filterOf("project", "")).toEqual({ project: "" });
  expect(filterOf("job", "other")).toBeUndefined();
  expect(filterOf("job", "")).toBeUndefined();
  expect(filterOf("gpuType", "NVIDIA L40S")).toBeUndefined();
});
