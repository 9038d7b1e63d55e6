import { toCents } from "@pipeline/core/money";
import { beforeAll, expect, test } from "vitest";
import { recordCost } from "../costs/record";
import { createTestHttp, type TestHttp } from "../http/testing";

let http: TestHttp;
beforeAll(async () => {
  http = await createTestHttp("2026-03-10T12:00:00.000Z");
});

const cents = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + toCents(String(amount)), 0n);

// What rounding each row on its own would come to stands last.
test.each([
  ["0.004", 3, 0],
  ["0.006", 4, 7],
  ["0.336", 235, 238],
  ["-0.006", -4, -7],
])(
  "sim PR 7182: rows that are rounded one by one do not sum to the total; seven of %s come to %i cents, not %i",
  async (amount, whole, oneByOne) => {
    expect(Number(Number(amount).toFixed(2)) * 700).toBeCloseTo(oneByOne);
    const ann = await http.person();
    const ctx = http.as({ kind: "system", userId: ann.userId });
    for (let i = 0; i < 7; i++) {
      const costType = amount.startsWith("-") ? "credit" : `type_${i}`;
      const recordedAt = `2026-03-0${i + 3}T10:00:00.000Z`;
      await recordCost(ctx, { costType, amount, recordedAt, idempotencyKey: `${i}` });
    }
    const { body } = await http.send("GET", "/api/costs?period=week", ann);
    const data = body["data"] as {
      total_cost: number;
      cost_by_type: Record<string, number>;
      chart_data: { amount: number }[];
    };
    const days = data.chart_data.map((day) => day.amount);
    expect(days).toHaveLength(7);
    expect([toCents(String(data.total_cost)), cents(Object.values(data.cost_by_type)), cents(days)]).toEqual(
      Array(3).fill(BigInt(whole)),
    );
    // And none is off by as much as a cent.
    for (const day of days) expect(Math.abs(day - Number(amount))).toBeLessThan(0.01);
  },
);
