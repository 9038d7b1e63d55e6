import { UpdateBudget } from "@pipeline/core/budgets";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { recordCost } from "../costs/record";
import { correctCost } from "../costs/correct";
import { inside, type Ctx } from "../ctx";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";
import { deleteBudget } from "./delete";
import { listBudgets } from "./list";
import { budgetOf, firstBudget, spend, thresholdsTold, toldOf } from "./testing";
import { updateBudget } from "./update";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
beforeEach(() => api.clock.set("2026-03-10T12:00:00.000Z"));

const TRIALS = Number(process.env["TRIALS"] ?? 1);

const clean = (ctx: Ctx) => verifyUser(api.owner.db, ctx.actor.userId, () => api.clock.now);

describe("a threshold", () => {
  test("is told in the transaction of the record that crosses it, with what is spent of what", async () => {
    const ctx = await api.user();
    const budget = await budgetOf(ctx);
    await spend(ctx, "49.999999999999");
    expect(await thresholdsTold(ctx)).toEqual([]);
    await spend(ctx, "0.000000000001");
    const [told] = await toldOf(ctx, "budget_threshold");
    expect(told).toMatchObject({
      title: "Budget 50% Used",
      message: "Team: $50.00 of $100.00 is spent, March 2026.",
      actionUrl: `/budgets#${budget.id}`,
      metadata: { spent: "50", amount: "100", threshold: 50 },
    });
    expect(await clean(ctx)).toBeUndefined();
  });

  test("is not told when the transaction of the record is rolled back, and is when it comes again", async () => {
    const ctx = await api.user();
    await budgetOf(ctx);
    const gone = ctx.db.transaction(async (tx) => {
      await spend(inside(ctx, tx), "60");
      throw new Error("rolled back");
    });
    await expect(gone).rejects.toThrow("rolled back");
    expect([await thresholdsTold(ctx), (await firstBudget(ctx)).spent]).toEqual([[], "0"]);
    await spend(ctx, "60");
    expect(await thresholdsTold(ctx)).toEqual([50]);
  });

  test("is told for each one that a single record jumps over", async () => {
    const ctx = await api.user();
    await budgetOf(ctx);
    await spend(ctx, "130");
    expect(await thresholdsTold(ctx)).toEqual([50, 80, 100]);
    expect(await firstBudget(ctx)).toMatchObject({
      spent: "130",
      remaining: "-30",
      usedRatio: 1.3,
      fired: [50, 80, 100],
    });
  });

  test("is told at once by a budget that is made after the money is gone", async () => {
    const ctx = await api.user();
    await spend(ctx, "85");
    expect(await budgetOf(ctx)).toMatchObject({ spent: "85", fired: [50, 80] });
    expect(await thresholdsTold(ctx)).toEqual([50, 80]);
  });

  test(
    "litellm #3738, PR 32011: an alert storm; is told once by 100 writers at once, each of three",
    async () => {
      for (let trial = 0; trial < TRIALS; trial++) {
        const ctx = await api.user();
        await budgetOf(ctx);
        await Promise.all(Array.from({ length: 100 }, () => spend(ctx, "1.1")));
        expect(await thresholdsTold(ctx)).toEqual([50, 80, 100]);
        expect((await firstBudget(ctx)).spent).toBe("110");
        expect(await clean(ctx)).toBeUndefined();
      }
    },
    30_000 * TRIALS,
  );

  test("litellm #30460: a retry inflates the counter; the same key again adds nothing and tells nothing", async () => {
    const ctx = await api.user();
    await budgetOf(ctx);
    const input = { costType: "misc", amount: "51", idempotencyKey: "k" };
    await Promise.all(Array.from({ length: 20 }, () => recordCost(ctx, input)));
    expect([await thresholdsTold(ctx), (await firstBudget(ctx)).spent]).toEqual([[50], "51"]);
  });

  test("stays told when a credit or a correction takes spending back below it, and is not told again", async () => {
    const ctx = await api.user();
    await budgetOf(ctx);
    const record = await spend(ctx, "60");
    await correctCost(ctx, { recordId: record.id, amount: "-30", reason: "refund", idempotencyKey: "c" });
    expect(await firstBudget(ctx)).toMatchObject({ spent: "30", fired: [50] });
    await spend(ctx, "30");
    expect(await thresholdsTold(ctx)).toEqual([50]);
    expect(await clean(ctx)).toBeUndefined();
  });

  test("that was not told is weighed anew when the amount changes; one that was told is not", async () => {
    const ctx = await api.user();
    const { id } = await budgetOf(ctx);
    await spend(ctx, "55");
    await updateBudget(ctx, UpdateBudget.parse({ id, amount: "1000" }));
    expect(await thresholdsTold(ctx)).toEqual([50]);
    expect(await updateBudget(ctx, UpdateBudget.parse({ id, amount: "60" }))).toMatchObject({ fired: [50, 80] });
    expect(await thresholdsTold(ctx)).toEqual([50, 80]);
    await updateBudget(ctx, UpdateBudget.parse({ id, thresholds: [90, 50] }));
    expect(await thresholdsTold(ctx)).toEqual([50, 80, 90]);
  });

  test("of a project hears nothing of other projects", async () => {
    const ctx = await api.user();
    await budgetOf(ctx, { name: "A", project: "a" });
    await budgetOf(ctx, { name: "All" });
    await spend(ctx, "60", { project: "b" });
    await spend(ctx, "20", { project: "a" });
    const told = (await toldOf(ctx, "budget_threshold")).map(({ metadata }) => [
      metadata.budget_name,
      metadata.threshold,
    ]);
    expect(told).toEqual([
      ["All", 50],
      ["All", 80],
    ]);
    const { items } = await listBudgets(ctx);
    expect(Object.fromEntries(items.map(({ name, spent }) => [name, spent]))).toEqual({ A: "20", All: "80" });
  });
});

describe("budgets while costs are booked beside them", () => {
  test("miss nothing and count nothing twice when they are made and deleted among the writers", async () => {
    const ctx = await api.user();
    const made = Array.from({ length: 6 }, async (_, i) => {
      const { id } = await budgetOf(ctx, { name: `B${i}`, thresholds: [100] });
      if (i % 3 === 0) await deleteBudget(ctx, { id });
    });
    await Promise.all([...made, ...Array.from({ length: 40 }, () => spend(ctx, "0.5"))]);
    const { items } = await listBudgets(ctx);
    expect(items.map(({ spent }) => spent)).toEqual(Array.from({ length: 4 }, () => "20"));
    expect(await clean(ctx)).toBeUndefined();
  });

  test("do not stop jobs, corrections and a change of zone at the same time, and come to the same sums", async () => {
    const ctx = await api.user();
    await budgetOf(ctx);
    await budgetOf(ctx, { name: "Weekly", period: "week" });
    const records = await Promise.all(Array.from({ length: 10 }, () => spend(ctx, "3")));
    await Promise.all(
      records.flatMap(({ id }, i) => [
        correctCost(ctx, { recordId: id, amount: "-1", reason: "r", idempotencyKey: `c${i}` }),
        spend(ctx, "1"),
      ]),
    );
    expect((await listBudgets(ctx)).items.map(({ spent }) => spent)).toEqual(["30", "30"]);
    expect(await clean(ctx)).toBeUndefined();
  });
});

describe("a budget made by a retry", () => {
  test("or anew under the id of one that was deleted tells for itself", async () => {
    const ctx = await api.user();
    const id = crypto.randomUUID();
    await budgetOf(ctx, { id });
    await spend(ctx, "60");
    await deleteBudget(ctx, { id });
    api.clock.advance(1);
    await budgetOf(ctx, { id });
    expect(await thresholdsTold(ctx)).toEqual([50, 50]);
  });

  test("with the same id is the same budget; with another body a conflict", async () => {
    const ctx = await api.user();
    const id = crypto.randomUUID();
    const made = await Promise.all([budgetOf(ctx, { id }), budgetOf(ctx, { id })]);
    expect(new Set(made.map((budget) => budget.id))).toEqual(new Set([id]));
    expect((await listBudgets(ctx)).items).toHaveLength(1);
    await expect(budgetOf(ctx, { id, amount: "1" })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("keeps its period and project: another is refused by name, the same is no complaint", async () => {
    const ctx = await api.user();
    const { id } = await budgetOf(ctx);
    await expect(updateBudget(ctx, { id, period: "week" })).rejects.toMatchObject({ fields: [{ field: "period" }] });
    await expect(updateBudget(ctx, { id, project: "p" })).rejects.toMatchObject({ fields: [{ field: "project" }] });
    expect(await updateBudget(ctx, { id, period: "month", project: null, name: "New" })).toMatchObject({ name: "New" });
  });
});
