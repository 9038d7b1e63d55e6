import { randomUUID } from "node:crypto";
import { add } from "@pipeline/core/money";
import type { RerateJobs } from "@pipeline/core/prices";
import { artifacts, costRecords } from "@pipeline/db/schema";
import { and, asc, eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { budgetOf, firstBudget } from "../budgets/testing";
import { summarizeCosts } from "../costs/summary";
import type { Ctx } from "../ctx";
import { keepFile } from "../storage/keep";
import { listFiles } from "../storage/list";
import { removeFile } from "../storage/remove";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";
import { rerateJobs } from "./rerate";
import { setStoragePrice } from "./testing";

let api: TestApi;
let ctx: Ctx;
beforeEach(async () => {
  api = await createTestApi();
  ctx = await api.user({ timeZone: "Asia/Kathmandu" });
});
afterEach(async () => {
  const difference = await verifyUser(api.owner.db, ctx.actor.userId, () => api.clock.now);
  if (difference) throw new Error(`verify: ${JSON.stringify(difference)}`);
});

// 730 GB at 0.023 a GB-month are 0.023 an hour.
const SIZE = 730_000_000_000;
const at = (clock: string) => `2026-03-10T${clock}:00.000Z`;

function keep(over: Partial<Parameters<typeof keepFile>[1]> = {}) {
  return keepFile(ctx, {
    kind: "dataset",
    name: "d",
    sizeBytes: SIZE,
    project: "p",
    storedFrom: at("10:00"),
    idempotencyKey: randomUUID(),
    ...over,
  });
}

const rerate = (over: Partial<RerateJobs> = {}) =>
  rerateJobs(ctx, { reason: "The list was wrong.", idempotencyKey: randomUUID(), ...over });

const rows = () =>
  api.admin.db
    .select()
    .from(costRecords)
    .where(and(eq(costRecords.userId, ctx.actor.userId), eq(costRecords.costType, "storage")))
    .orderBy(asc(costRecords.recordedAt), asc(costRecords.createdAt));

const total = async () => add(...(await rows()).map(({ amount }) => amount));
const costs = async () => (await listFiles(ctx, { limit: 20 })).items.map(({ costSoFar }) => costSoFar);

describe("re-rating of storage", () => {
  test("corrects each row of a project and quarter hour once, and the meter goes on at the right price", async () => {
    await keep();
    await keep({ storedFrom: at("11:10") });
    await keep({ project: "q", storedFrom: at("11:30") });
    await api.due();
    const before = await rows();
    await setStoragePrice(api, "0.046");
    // Two hours, 50 minutes and half an hour at 0.023 more, each file in the difference of its two rounded sums.
    expect(await rerate()).toEqual({ corrected: 10, difference: "0.076666666666" });
    const after = await rows();
    expect(after.filter(({ correctsId }) => correctsId === null)).toEqual(before);
    const corrections = after.filter(({ correctsId }) => correctsId !== null);
    expect(new Set(corrections.map(({ correctsId }) => correctsId))).toEqual(new Set(before.map(({ id }) => id)));
    const details = { reason: "The list was wrong.", previous_unit_price: "0.023", unit_price: "0.046" };
    for (const row of corrections) expect(row).toMatchObject({ quantity: "0", unit: "gb_month", details });
    expect(await total()).toBe("0.153333333333");
    expect(await costs()).toEqual(["0.023", "0.038333333333", "0.092"]);
    const { breakdown } = await summarizeCosts(ctx, { period: "today", groupBy: "project" });
    expect(breakdown.map(({ key, amount }) => [key, amount])).toEqual([
      ["p", "0.130333333333"],
      ["q", "0.023"],
    ]);
    api.clock.set(at("13:00"));
    await api.due();
    expect(await total()).toBe("0.291333333333");
    expect(await rerate()).toEqual({ corrected: 0, difference: "0" });
  });

  test("counts in budgets, and a repeated request corrects once", async () => {
    await budgetOf(ctx);
    await keep();
    await api.due();
    await setStoragePrice(api, "0.0115");
    const answers = await Promise.all(Array.from({ length: 3 }, () => rerate({ idempotencyKey: "k" })));
    expect(answers).toEqual(Array.from({ length: 3 }, () => ({ corrected: 8, difference: "-0.023" })));
    expect(await firstBudget(ctx)).toMatchObject({ spent: "0.023" });
  });

  test("takes the files that were stored in a span of time, and none where a job or a GPU type is asked for", async () => {
    await keep();
    await keep({ storedFrom: at("11:00") });
    await api.due();
    await setStoragePrice(api, "0.046");
    expect(await rerate({ gpuType: "NVIDIA L40S" })).toEqual({ corrected: 0, difference: "0" });
    expect(await rerate({ from: at("10:01"), to: at("11:00") })).toEqual({ corrected: 0, difference: "0" });
    expect(await rerate({ from: at("11:00") })).toEqual({ corrected: 4, difference: "0.023" });
    expect(await rerate({ to: at("11:00") })).toEqual({ corrected: 8, difference: "0.046" });
  });

  test("takes a removed file to its end, a file that is not booked yet and other users not at all", async () => {
    const gone = await keep();
    await api.due();
    await removeFile(ctx, { id: gone.id, at: at("11:00") });
    await keep({ project: "new", storedFrom: at("11:59") });
    const other = await api.user();
    await keepFile(other, { kind: "dataset", name: "o", sizeBytes: SIZE, idempotencyKey: "o" });
    await setStoragePrice(api, "0.046");
    expect(await rerate()).toEqual({ corrected: 4, difference: "0.023" });
    expect(await total()).toBe("0.046");
    api.clock.set(at("12:15"));
    await api.due();
    const [pinned] = await api.admin.db.select().from(artifacts).where(eq(artifacts.userId, other.actor.userId));
    expect(pinned?.unitPrice).toBe("0.046");
  });

  test("keeps the ledger whole beside the meter, removals and late files", async () => {
    const files = await Promise.all(Array.from({ length: 4 }, () => keep()));
    await api.due();
    await setStoragePrice(api, "0.046");
    api.clock.set(at("14:00"));
    await Promise.all([
      rerate(),
      rerate(),
      api.due(),
      ...files.slice(1).map(({ id }) => removeFile(ctx, { id, at: at("11:00") })),
      keep({ storedFrom: at("10:30") }),
    ]);
    await api.due();
    // Three for an hour, one for four and one for three and a half, all at 0.046.
    expect(await total()).toBe("0.483");
  });

  test("of too much at once asks for less time", async () => {
    const early = await keep();
    await keep({ storedFrom: at("11:00") });
    await api.due();
    const aged = { storedFrom: "2024-01-01T00:00:00.000Z" };
    await api.admin.db.update(artifacts).set(aged).where(eq(artifacts.id, early.id));
    await setStoragePrice(api, "0.046");
    await expect(rerate()).rejects.toMatchObject({ code: "BAD_INPUT", fields: [{ field: "from" }] });
    expect(await rerate({ from: at("10:30") })).toMatchObject({ corrected: 4 });
    await api.admin.db
      .update(artifacts)
      .set({ storedFrom: at("10:00") })
      .where(eq(artifacts.id, early.id));
    expect(await rerate()).toMatchObject({ corrected: 8 });
  });
});
