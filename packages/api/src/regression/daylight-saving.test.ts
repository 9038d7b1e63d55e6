import { add } from "@pipeline/core/money";
import { startOfLocalDate } from "@pipeline/core/time-zone";
import { beforeAll, describe, expect, test } from "vitest";
import { setTimeZone } from "../account/update";
import { spend } from "../budgets/testing";
import { forecastCosts } from "../costs/forecast";
import { summarizeCosts } from "../costs/summary";
import type { Ctx } from "../ctx";
import { createTestHttp, type TestHttp } from "../http/testing";

let http: TestHttp;
beforeAll(async () => {
  http = await createTestHttp();
});

const HOUR = 3_600_000;
const DENVER = "America/Denver";

/** One for each hour of local dates, booked on the evening of the last one. */
async function hourly(from: string, until: string) {
  const ann = await http.person();
  const ctx = http.as({ kind: "system", userId: ann.userId });
  await setTimeZone(ctx, DENVER);
  const [opens, closes] = [startOfLocalDate(from, DENVER), startOfLocalDate(until, DENVER)];
  http.clock.now = closes;
  for (let ms = opens; ms < closes; ms += HOUR) await spend(ctx, "1", { recordedAt: new Date(ms).toISOString() });
  return { ann, ctx };
}

const bars = async (ctx: Ctx, input: Omit<Parameters<typeof summarizeCosts>[1], "groupBy">) =>
  (await summarizeCosts(ctx, { ...input, groupBy: "costType" })).series.map(({ label, total }) => [label, total]);

describe("the day that clocks make shorter", () => {
  test("openclaw PR 81467: steps of 24 hours jump over 8 March in Denver; it is there, with its 23 hours", async () => {
    const { ann, ctx } = await hourly("2026-03-06", "2026-03-11");
    const expected = [
      ["2026-03-06", "24"],
      ["2026-03-07", "24"],
      ["2026-03-08", "23"],
      ["2026-03-09", "24"],
      ["2026-03-10", "24"],
    ];
    expect(await bars(ctx, { from: "2026-03-06", to: "2026-03-10", granularity: "day" })).toEqual(expected);
    expect((await bars(ctx, { period: "month", granularity: "day" })).slice(-5)).toEqual(expected);
    const { body } = await http.send("GET", "/api/costs?period=week", ann);
    const chart = expected.map(([date, amount]) => ({ date, amount: Number(amount) }));
    expect(body["data"]).toMatchObject({ total_cost: 119, chart_data: chart });
  });

  test("openclaw PR 81467: no day is jumped over ahead either, up to the end of the month", async () => {
    const { ctx } = await hourly("2026-03-01", "2026-03-07");
    const { days } = await forecastCosts(ctx, { period: "month" });
    expect(days.map(({ label }) => Number(label.slice(-2)))).toEqual(Array.from({ length: 25 }, (_, i) => i + 7));
  });
});

describe("the day that clocks make longer", () => {
  test("oh-my-pi PR 9681: a day of 25 hours in two bars; it is one", async () => {
    const { ctx } = await hourly("2026-10-31", "2026-11-03");
    expect(await bars(ctx, { from: "2026-10-31", to: "2026-11-02", granularity: "day" })).toEqual([
      ["2026-10-31", "24"],
      ["2026-11-01", "25"],
      ["2026-11-02", "24"],
    ]);
  });

  test("litellm PR 34453: the hour that is repeated falls into the one before; both are there, 25 in all", async () => {
    const { ctx } = await hourly("2026-11-01", "2026-11-02");
    const window = { from: "2026-11-01", to: "2026-11-01", granularity: "hour", groupBy: "costType" } as const;
    const { series } = await summarizeCosts(ctx, window);
    expect(series.map(({ total }) => total)).toEqual(Array.from({ length: 25 }, () => "1"));
    expect(series.filter(({ label }) => label === "2026-11-01T01:00").map(({ start }) => start)).toEqual([
      "2026-11-01T07:00:00.000Z",
      "2026-11-01T08:00:00.000Z",
    ]);
  });
});

test("counterscale #61: two places fill in empty days and disagree; one does, gap-free, and the chart has no other", async () => {
  for (const [from, to, hours] of [
    ["2026-03-05", "2026-03-12", 23],
    ["2026-10-29", "2026-11-05", 25],
  ] as const) {
    const ann = await http.person();
    const ctx = http.as({ kind: "system", userId: ann.userId });
    await setTimeZone(ctx, DENVER);
    http.clock.now = startOfLocalDate(to, DENVER) + 12 * HOUR;
    for (const date of [from, to]) {
      await spend(ctx, "0.5", { recordedAt: new Date(startOfLocalDate(date, DENVER)).toISOString() });
    }
    for (const granularity of ["day", "hour"] as const) {
      const { series, range, total } = await summarizeCosts(ctx, { from, to, granularity, groupBy: "costType" });
      const gaps = series.slice(1).map(({ start }, i) => Date.parse(start) - Date.parse(series[i]?.start ?? ""));
      expect(series[0]?.start).toBe(range.from);
      expect(new Set(gaps)).toEqual(new Set(granularity === "hour" ? [HOUR] : [24 * HOUR, hours * HOUR]));
      expect([add(...series.map(({ total: own }) => own)), total]).toEqual(["1", "1"]);
    }
    const { body } = await http.send("GET", `/api/costs?start_date=${from}&end_date=${to}`, ann);
    expect(body["data"]).toMatchObject({
      chart_data: [
        { date: from, amount: 0.5 },
        { date: to, amount: 0.5 },
      ],
    });
  }
});
