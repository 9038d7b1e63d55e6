import { GROUP_BYS } from "@pipeline/core/cost-words";
import { add } from "@pipeline/core/money";
import { addDays, startOfLocalDate } from "@pipeline/core/time-zone";
import { beforeAll, describe, expect, test } from "vitest";
import { setTimeZone } from "../account/update";
import { budgetOf, firstBudget, spend } from "../budgets/testing";
import { summarizeCosts } from "../costs/summary";
import type { Ctx } from "../ctx";
import { createTestHttp, type TestHttp } from "../http/testing";

let http: TestHttp;
beforeAll(async () => {
  http = await createTestHttp();
});

const HOUR = 3_600_000;
const KOLKATA = "Asia/Kolkata";
const LOS_ANGELES = "America/Los_Angeles";

const at = (ms: number) => new Date(ms).toISOString();
const total = async (ctx: Ctx, window: Omit<Parameters<typeof summarizeCosts>[1], "groupBy">) =>
  (await summarizeCosts(ctx, { ...window, groupBy: "costType" })).total;

describe("a local day that was made of whole UTC days", () => {
  test("litellm #27780: $8.78 for a day of $0.99; a day holds its own money, in the account's zone and in another", async () => {
    for (const timeZone of ["UTC", KOLKATA]) {
      http.clock.set("2026-03-12T12:00:00.000Z");
      const [ann, ctx] = await signedIn(timeZone);
      const [opens, closes] = [startOfLocalDate("2026-03-09", KOLKATA), startOfLocalDate("2026-03-10", KOLKATA)];
      await spend(ctx, "0.5", { recordedAt: at(opens) });
      await spend(ctx, "0.49", { recordedAt: at(closes - 1) });
      await spend(ctx, "4", { recordedAt: at(opens - 1) });
      await spend(ctx, "3.79", { recordedAt: at(closes) });
      const day = "start_date=2026-03-09&end_date=2026-03-09";
      const { body } = await http.send("GET", `/api/costs?${day}&time_zone=${KOLKATA}`, ann);
      expect(body["data"]).toMatchObject({
        total_cost: 0.99,
        chart_data: [{ date: "2026-03-09", amount: 0.99 }],
        record_count: 2,
      });
    }
  });

  test("litellm #29568: days sum to half as much again as their window; five days sum to the window of five", async () => {
    http.clock.set("2026-03-20T12:00:00.000Z");
    for (const zone of ["UTC", KOLKATA]) {
      const [, ctx] = await signedIn(zone);
      const opens = startOfLocalDate("2026-03-08", KOLKATA);
      // Three days more than are asked for, so that a day that reaches too far finds something.
      for (let hour = 0; hour < 8 * 24; hour += 6) {
        await spend(ctx, `${hour + 1}.000000000001`, { recordedAt: at(opens + hour * HOUR) });
      }
      const between = (from: string, to: string) => total(ctx, { from, to, timeZone: KOLKATA });
      const days = Array.from({ length: 5 }, (_, i) => addDays("2026-03-09", i));
      const single = await Promise.all(days.map((day) => between(day, day)));
      // The first day's four costs begin 24 hours after the first cost: 25 + 31 + 37 + 43.
      expect(single[0]).toBe("136.000000000004");
      expect(add(...single)).toBe(await between("2026-03-09", "2026-03-13"));
    }
  });
});

describe("an evening that was lost", () => {
  test("litellm PR 36051: $0 from 17:00 on, every evening; today holds every hour up to midnight, and then yesterday", async () => {
    const [, ctx] = await signedIn(LOS_ANGELES);
    const midnight = startOfLocalDate("2026-03-10", LOS_ANGELES);
    for (let hour = 1; hour <= 7; hour++) {
      http.clock.now = midnight - (8 - hour) * HOUR;
      await spend(ctx, "1");
      expect(await total(ctx, { period: "today" })).toBe(`${hour}`);
    }
    http.clock.now = midnight - 1;
    expect(await total(ctx, { period: "today" })).toBe("7");
    http.clock.now = midnight;
    expect(await total(ctx, { period: "today" })).toBe("0");
    await spend(ctx, "1");
    expect(await summarizeCosts(ctx, { period: "today", groupBy: "costType" })).toMatchObject({
      total: "1",
      previous: { total: "7" },
    });
    expect(await total(ctx, { from: "2026-03-09", to: "2026-03-09" })).toBe("7");
  });

  test("litellm #24999: a month to date begins on the last day of the month before; it begins on the first, for budgets too", async () => {
    for (const zone of ["UTC", LOS_ANGELES, "Asia/Tokyo", "Asia/Kathmandu"]) {
      const [, ctx] = await signedIn(zone);
      const first = startOfLocalDate("2026-04-01", zone);
      http.clock.now = first - 1;
      await budgetOf(ctx);
      await spend(ctx, "20", { recordedAt: at(first - 12 * HOUR) });
      await spend(ctx, "4");
      const sums = async () => [
        await total(ctx, { period: "monthToDate" }),
        await total(ctx, { period: "lastMonth" }),
        (await firstBudget(ctx)).spent,
      ];
      expect([zone, await sums()]).toEqual([zone, ["24", "0", "24"]]);
      http.clock.now = first;
      await spend(ctx, "1");
      http.clock.now = first + HOUR;
      expect([zone, await sums()]).toEqual([zone, ["1", "24", "1"]]);
      for (const groupBy of GROUP_BYS) {
        const { range, series } = await summarizeCosts(ctx, { period: "monthToDate", groupBy, granularity: "day" });
        expect([range.from, series.map(({ label }) => label)]).toEqual([at(first), ["2026-04-01"]]);
      }
    }
  });
});

/** Somebody new, for both surfaces, whose account is in a zone. */
async function signedIn(timeZone: string) {
  const person = await http.person();
  const ctx = http.as({ kind: "system", userId: person.userId });
  await setTimeZone(ctx, timeZone);
  return [person, ctx] as const;
}
