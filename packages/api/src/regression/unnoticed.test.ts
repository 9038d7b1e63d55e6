import { randomUUID } from "node:crypto";
import { costRecords, costRollups } from "@pipeline/db/schema";
import { and, eq, sql, sum } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { budgetOf, job, tell } from "../budgets/testing";
import { correctCost } from "../costs/correct";
import { recordCost } from "../costs/record";
import { recordBatch } from "../costs/record-batch";
import type { Ctx } from "../ctx";
import { createTestHttp, type TestHttp } from "../http/testing";
import { createJob } from "../jobs/create";
import { rerateJobs } from "../prices/rerate";
import { addPrice, setPrice } from "../prices/testing";
import { keepFile } from "../storage/keep";

let http: TestHttp;
beforeAll(async () => {
  http = await createTestHttp();
});

const HOUR = 3_600_000;
const hoursAgo = (hours: number) => new Date(http.clock.now - hours * HOUR).toISOString();
const cost = (amount: string) => ({ costType: "misc", amount, idempotencyKey: randomUUID() });

/** Every way in which 81 of 100 come to be spent. */
const WAYS: Record<string, (ctx: Ctx) => Promise<unknown>> = {
  "one cost": (ctx) => recordCost(ctx, cost("81")),
  "a batch": (ctx) => recordBatch(ctx, { items: [cost("40"), cost("41")] }),
  "a correction": async (ctx) => {
    const { id } = await recordCost(ctx, cost("1"));
    await correctCost(ctx, { recordId: id, amount: "80", reason: "forgotten", idempotencyKey: "c" });
  },
  "a job that ends": async (ctx) => {
    const { id } = await job(ctx, "81");
    await tell(ctx, id, "started");
    http.clock.advance(HOUR);
    await tell(ctx, id, "completed");
  },
  "a job that is told of late": async (ctx) => {
    const { id } = await job(ctx, "81");
    await tell(ctx, id, "started", hoursAgo(3));
    await tell(ctx, id, "completed", hoursAgo(2));
  },
  "a price that was put right": async (ctx) => {
    const gpuType = `GPU ${randomUUID()}`;
    await addPrice(http, { gpuType, price: "1" });
    const { id } = await createJob(ctx, { gpuType, gpuCount: 1 });
    await tell(ctx, id, "started");
    http.clock.advance(HOUR);
    await tell(ctx, id, "completed");
    await setPrice(http, gpuType, "81");
    await rerateJobs(ctx, { reason: "wrong", idempotencyKey: "r" });
  },
};

const told = async (headers: Record<string, string>) => {
  const { body } = await http.send("GET", "/api/notifications", { headers });
  const { notifications } = body["data"] as { notifications: { type: string; metadata: object }[] };
  return notifications.filter(({ type }) => type === "budget_threshold").map(({ metadata }) => metadata);
};

async function someone() {
  const { userId, headers } = await http.person();
  return { headers, ctx: http.as({ kind: "system", userId }) };
}

/** What records and both grains of the roll-ups hold. */
async function sums({ actor: { userId } }: Ctx) {
  const of = async (grain: "day" | "quarter") => {
    const mine = and(eq(costRollups.userId, userId), eq(costRollups.grain, grain));
    const [row] = await http.admin.db
      .select({ amount: sql<string>`trim_scale(${sum(costRollups.amount)})`, count: sum(costRollups.count) })
      .from(costRollups)
      .where(mine);
    return row;
  };
  const [ledger] = await http.admin.db
    .select({ amount: sql<string>`trim_scale(${sum(costRecords.amount)})`, count: sql<string>`count(*)::text` })
    .from(costRecords)
    .where(eq(costRecords.userId, userId));
  return { ledger, day: await of("day"), quarter: await of("quarter") };
}

describe("a soft budget: nothing is blocked, it only tells", () => {
  const SOFT = { name: "Soft", thresholds: [80] };
  const alert = [expect.objectContaining({ budget_name: "Soft", threshold: 80 })];

  test.each(Object.entries(WAYS))(
    "litellm #35800: the alert is never sent; it is, once, for %s",
    async (_way, spend) => {
      const { ctx, headers } = await someone();
      await budgetOf(ctx, SOFT);
      await spend(ctx);
      expect(await told(headers)).toEqual(alert);
      // Two further costs, and time.
      await recordCost(ctx, cost("0.01"));
      http.clock.advance(HOUR);
      await http.due();
      await recordCost(ctx, cost("0.01"));
      expect(await told(headers)).toEqual(alert);
    },
  );

  test("litellm #35800: nor for what no call brings: a job that runs, a file that lies", async () => {
    const file = { kind: "dataset" as const, name: "d", sizeBytes: 1e15, idempotencyKey: "d" };
    for (const [start, ms] of [
      // 80.1 in a quarter of an hour; after that the job would be lost.
      [async (ctx: Ctx) => tell(ctx, (await job(ctx, "320.4")).id, "started"), HOUR / 4],
      // A petabyte at 0.023 for 730 hours: 31.5 an hour.
      [(ctx: Ctx) => keepFile(ctx, file), 3 * HOUR],
    ] as const) {
      const { ctx, headers } = await someone();
      await budgetOf(ctx, SOFT);
      await start(ctx);
      expect(await told(headers)).toEqual([]);
      http.clock.advance(ms - 1);
      await http.due();
      http.clock.advance(1);
      await http.due();
      expect(await told(headers)).toEqual(alert);
    }
  });
});

describe("daily tables", () => {
  test.each(Object.entries(WAYS))(
    "litellm #19163: are never filled when nothing flushes a buffer; here nothing has to, for %s",
    async (_way, spend) => {
      const { ctx } = await someone();
      await spend(ctx);
      const { ledger, day, quarter } = await sums(ctx);
      expect(ledger?.amount).toBe("81");
      expect([day, quarter]).toEqual([ledger, ledger]);
    },
  );
});
