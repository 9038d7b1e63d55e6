import { randomUUID } from "node:crypto";
import { RecordBatch } from "@pipeline/core/costs";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { inside, type Ctx } from "../ctx";
import { createJob } from "../jobs/create";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";
import { recordCost } from "./record";
import { recordBatch } from "./record-batch";
import { summarizeCosts } from "./summary";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const cost = (amount: string, over: object = {}) => ({
  costType: "labelling",
  amount,
  idempotencyKey: randomUUID(),
  ...over,
});
const many = (count: number) => Array.from({ length: count }, (_, i) => cost("0.01", { idempotencyKey: `k${i}` }));
const month = (ctx: Ctx) => summarizeCosts(ctx, { groupBy: "costType" });
const clean = async (ctx: Ctx) => expect(await verifyUser(api.owner.db, ctx.actor.userId)).toBeUndefined();

describe("a batch of costs", () => {
  test("is answered item by item, in order, and is in the total to the last digit", async () => {
    const ctx = await api.user();
    const job = await createJob(ctx, { project: "p" });
    const { items } = await recordBatch(ctx, {
      items: [cost("0.1"), cost("-0.3", { costType: "credit" }), cost("0.000000000001", { jobId: job.id })],
    });
    expect(items).toMatchObject([
      { ok: true, record: { amount: "0.1", jobId: null } },
      { ok: true, record: { amount: "-0.3" } },
      { ok: true, record: { amount: "0.000000000001", jobId: job.id, project: "p", gpuType: job.gpuType } },
    ]);
    expect(await month(ctx)).toMatchObject({ total: "-0.199999999999", recordCount: 3 });
    await clean(ctx);
  });

  test("of 500 takes a few statements, not 500", async () => {
    const ctx = await api.user();
    const statements = await ctx.db.transaction(async (tx) => {
      const spies = [vi.spyOn(tx, "select"), vi.spyOn(tx, "insert"), vi.spyOn(tx, "execute")];
      await recordBatch(inside(ctx, tx), { items: many(500) });
      return spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
    });
    expect(await month(ctx)).toMatchObject({ total: "5", recordCount: 500 });
    expect(statements).toBeLessThan(20);
  });

  test("refuses single items and books the others", async () => {
    const [ann, bob] = [await api.user(), await api.user()];
    const foreign = await createJob(bob, {});
    const used = await recordCost(ann, cost("1"));
    await recordCost(ann, cost("1", { idempotencyKey: "used" }));
    const { items } = await recordBatch(ann, {
      items: [
        cost("2"),
        cost("4", { jobId: foreign.id }),
        cost("8", { recordedAt: "2026-03-10T13:00:00.000Z" }),
        cost("16", { idempotencyKey: "used" }),
      ],
    });
    expect(used.amount).toBe("1");
    expect(items).toMatchObject([
      { ok: true },
      { ok: false, error: { code: "NOT_FOUND", message: "No such job." } },
      { ok: false, error: { code: "BAD_INPUT", fields: [{ field: "recordedAt" }] } },
      { ok: false, error: { code: "CONFLICT" } },
    ]);
    expect((await month(ann)).total).toBe("4");
    await clean(ann);
  });

  test("with one key twice gives the same record for the same body and a conflict for another", async () => {
    const ctx = await api.user();
    const item = cost("1");
    const { items } = await recordBatch(ctx, { items: [item, { ...item, amount: "2" }, item] });
    const [first, other, again] = items;
    expect(again).toEqual(first);
    expect(other).toMatchObject({ ok: false, error: { code: "CONFLICT" } });
    expect((await month(ctx)).total).toBe("1");
  });

  test("does not let an item that is refused take the key of a good one", async () => {
    const ctx = await api.user();
    const good = cost("1");
    const { items } = await recordBatch(ctx, { items: [{ ...good, jobId: randomUUID() }, good] });
    expect(items.map(({ ok }) => ok)).toEqual([false, true]);
  });

  test("above 500 items, or with one that is malformed, is refused with its place", async () => {
    expect(RecordBatch.safeParse({ items: many(501) }).success).toBe(false);
    const bad = RecordBatch.safeParse({ items: [cost("1"), cost("-1")] });
    expect(bad.error?.issues[0]?.path).toEqual(["items", 1, "amount"]);
  });
});

// Spend was added to counters beside the ledger: each retry, and each pod that took part, added it again.
describe("spend that retries inflated", () => {
  test("a retried batch does not inflate spend", async () => {
    const ctx = await api.user();
    const items = many(50);
    const first = await recordBatch(ctx, { items });
    expect(await recordBatch(ctx, { items })).toEqual(first);
    expect(await month(ctx)).toMatchObject({ total: "0.5", recordCount: 50 });
    await clean(ctx);
  });

  test("nor do 12 senders of overlapping batches at once, in any order", async () => {
    const ctx = await api.user();
    const items = many(40);
    const part = (i: number) => (i % 2 === 0 ? items.slice(i) : items.slice(0, 40 - i).toReversed());
    await Promise.all(Array.from({ length: 12 }, (_, i) => recordBatch(ctx, { items: part(i) })));
    expect(await month(ctx)).toMatchObject({ total: "0.4", recordCount: 40 });
    await clean(ctx);
  });
});
