import { toUnits } from "@pipeline/core/money";
import { startOfLocalDate } from "@pipeline/core/time-zone";
import { beforeAll, describe, expect, test } from "vitest";
import { setTimeZone } from "../account/update";
import { budgetOf, firstBudget, spend, toldOf } from "../budgets/testing";
import { rowsOfCsv, sumOf } from "../costs/export/testing";
import { summarizeCosts } from "../costs/summary";
import { createTestHttp, ORIGIN, type TestHttp } from "../http/testing";
import { keepFile } from "../storage/keep";
import { createTestApi } from "../testing";

let http: TestHttp;
beforeAll(async () => {
  http = await createTestHttp();
});

const HOUR = 3_600_000;
const at = (ms: number) => new Date(ms).toISOString();

describe("one zone for everything", () => {
  test.each(["Asia/Kolkata", "America/Los_Angeles", "Pacific/Auckland"])(
    "litellm #31831: filters, buckets, exports and budgets each in a zone of their own; all are in the account's: %s",
    async (timeZone) => {
      const ann = await http.person();
      const ctx = http.as({ kind: "system", userId: ann.userId });
      await setTimeZone(ctx, timeZone);
      const [opens, closes] = [startOfLocalDate("2026-03-01", timeZone), startOfLocalDate("2026-04-01", timeZone)];
      http.clock.now = opens;
      await budgetOf(ctx, { amount: "100000" });
      http.clock.now = closes - 1;
      for (const [amount, ms] of [
        ["1000", opens - 1],
        ["1", opens],
        ["20", closes - 1],
      ] as const) {
        await spend(ctx, amount, { recordedAt: at(ms) });
      }
      http.clock.now = closes;
      await spend(ctx, "4000");
      const query = "start_date=2026-03-01&end_date=2026-03-31";
      const { body } = await http.send("GET", `/api/costs?${query}`, ann);
      expect(body["data"]).toMatchObject({
        total_cost: 21,
        chart_data: [
          { date: "2026-03-01", amount: 1 },
          { date: "2026-03-31", amount: 20 },
        ],
        record_count: 2,
      });
      const asked = new Request(`${ORIGIN}/api/costs/export?format=csv&${query}`, { headers: ann.headers });
      const file = await http.pipeline.handle(asked);
      expect(sumOf(rowsOfCsv(await file.text()), "amount")).toBe("21");
      expect(file.headers.get("content-disposition")).toContain("2026-03-01-to-2026-03-31");
      expect(await summarizeCosts(ctx, { period: "lastMonth", groupBy: "costType" })).toMatchObject({
        total: "21",
        range: { from: at(opens), to: at(closes), timeZone },
      });
      expect(await firstBudget(ctx)).toMatchObject({
        spent: "4000",
        current: { start: at(closes), timeZone },
        periods: [{ start: at(opens), end: at(closes), spent: "21" }],
      });
    },
  );
});

describe("billed twice because it is tomorrow somewhere", () => {
  test.each(["Europe/Paris", "America/New_York", "Asia/Kathmandu"])(
    "lago-api PR 1074, PR 879: 23:00 UTC belongs to two weeks; each hour counts in one, to the last: %s",
    async (timeZone) => {
      const { userId } = await http.person();
      const ctx = http.as({ kind: "system", userId });
      await setTimeZone(ctx, timeZone);
      const monday = startOfLocalDate("2026-06-15", timeZone);
      http.clock.now = monday - 12 * HOUR;
      await budgetOf(ctx, { amount: "12", period: "week", thresholds: [100] });
      for (let hour = -12; hour < 12; hour++) {
        http.clock.now = monday + hour * HOUR;
        await spend(ctx, "1");
      }
      expect(await firstBudget(ctx)).toMatchObject({ spent: "12", periods: [{ spent: "12" }] });
      expect(await toldOf(ctx, "budget_threshold")).toHaveLength(2);
    },
  );

  test("lago #61, #146: a month ends at its customer's midnight, not the server's; what is kept is billed once across both", async () => {
    const api = await createTestApi("2026-06-29T12:00:00.000Z");
    const ctx = await api.user({ timeZone: "Europe/Paris" });
    // 7,300 GB at 0.023 for 730 hours: 0.23 an hour.
    await keepFile(ctx, { kind: "dataset", name: "d", sizeBytes: 7_300_000_000_000, idempotencyKey: "d" });
    const kept = async (from: string, to: string) => {
      const { total } = await summarizeCosts(ctx, { from, to, groupBy: "costType" });
      return total;
    };
    for (let hour = 1; hour <= 60; hour++) {
      api.clock.advance(HOUR);
      // Two loops, as of two processes, and one that comes late.
      await Promise.all([api.due(), api.due()]);
      if (hour === 30) await setTimeZone(ctx, "America/New_York");
      if (hour === 34) await setTimeZone(ctx, "Europe/Paris");
      await api.due();
    }
    // 34 hours of June in Paris, which ends at 22:00 UTC, and 26 of July, with an hour that both loops met.
    expect([await kept("2026-06-01", "2026-06-30"), await kept("2026-07-01", "2026-07-31")]).toEqual(["7.82", "5.98"]);
    expect(toUnits(await kept("2026-06-01", "2026-07-31"))).toBe(toUnits("13.8"));
  });
});
