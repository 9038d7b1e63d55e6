import { randomUUID } from "node:crypto";
import { toInstant } from "@pipeline/core/instant";
import { budgets } from "@pipeline/db/schema";
import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestApi, type TestApi } from "../testing";
import { deleteBudget } from "./delete";
import { listBudgets } from "./list";
import { budgetOf, firstBudget, spend, thresholdsTold } from "./testing";
import { updateBudget } from "./update";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
beforeEach(() => api.clock.set("2026-03-10T12:00:00.000Z"));

describe("a budget", () => {
  test("is there as it was made, with when, and is listed in the order of making, by name at one instant", async () => {
    const ctx = await api.user();
    expect(await listBudgets(ctx)).toEqual({ items: [], nextCursor: null });
    const made = await budgetOf(ctx, { name: "B", project: "p", amount: "7", period: "week", thresholds: [30] });
    const at = toInstant(api.clock.now);
    const shown = { name: "B", project: "p", amount: "7", period: "week", thresholds: [30], createdAt: at };
    expect(made).toMatchObject({ ...shown, updatedAt: at, asOf: at, blockNewJobs: false, forecastAlert: false });
    expect(made).not.toHaveProperty("userId");
    await budgetOf(ctx, { name: "A" });
    api.clock.advance(-1);
    await budgetOf(ctx, { name: "C" });
    expect((await listBudgets(ctx)).items.map(({ name }) => name)).toEqual(["C", "A", "B"]);
  });

  test("is one of a hundred of an account at most; one that is there can still be asked for again", async () => {
    const ctx = await api.user();
    const id = randomUUID();
    const made = await budgetOf(ctx, { id });
    await api.admin.db.execute(sql`
      insert into ${budgets} select (jsonb_populate_record(b, jsonb_build_object('id', gen_random_uuid()))).*
      from ${budgets} b, generate_series(1, 98) where b.user_id = ${ctx.actor.userId}`);
    await budgetOf(ctx);
    await expect(budgetOf(ctx)).rejects.toMatchObject({
      code: "CONFLICT",
      message: "An account has at most 100 budgets.",
    });
    expect(await budgetOf(ctx, { id })).toEqual(made);
    await expect(budgetOf(ctx, { id, name: "Other" })).rejects.toThrow("This id was used for another budget.");
    // One later is the same budget still: when it was made is not what was asked for.
    api.clock.advance(1000);
    expect(await budgetOf(ctx, { id })).toMatchObject({ id, createdAt: made.createdAt });
  });

  test("of somebody else, or of nobody, is neither changed nor deleted: there is none", async () => {
    const [ann, bob] = [await api.user(), await api.user()];
    const { id } = await budgetOf(ann);
    const none = { code: "NOT_FOUND", message: "No such budget." };
    for (const asked of [id, randomUUID()]) {
      await expect(updateBudget(bob, { id: asked, amount: "1" })).rejects.toMatchObject(none);
      await expect(deleteBudget(bob, { id: asked })).rejects.toMatchObject(none);
    }
    expect(await firstBudget(ann)).toMatchObject({ id, amount: "100" });
  });

  test("that is deleted is gone alone, and can be deleted once", async () => {
    const ctx = await api.user();
    const [first, second] = [await budgetOf(ctx, { name: "1" }), await budgetOf(ctx, { name: "2" })];
    expect(await deleteBudget(ctx, { id: first.id })).toEqual({ id: first.id });
    await expect(deleteBudget(ctx, { id: first.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await listBudgets(ctx)).items).toMatchObject([{ id: second.id }]);
  });

  test("that is changed says when, keeps what was not changed, and leaves the others as they are", async () => {
    const ctx = await api.user();
    const { id, createdAt } = await budgetOf(ctx, { name: "Mine", thresholds: [40] });
    const other = await budgetOf(ctx, { name: "Other" });
    await spend(ctx, "30");
    api.clock.advance(1000);
    const changed = await updateBudget(ctx, { id, amount: "60" });
    expect(changed).toMatchObject({
      name: "Mine",
      amount: "60",
      thresholds: [40],
      fired: [40],
      usedRatio: 0.5,
      createdAt,
    });
    expect(changed.updatedAt).toBe(toInstant(api.clock.now));
    const [, untouched] = (await listBudgets(ctx)).items;
    expect(untouched).toMatchObject({ amount: "100", thresholds: other.thresholds, updatedAt: other.updatedAt });
    expect(await thresholdsTold(ctx)).toEqual([40]);
  });

  test("says why its period and its project stay", async () => {
    const ctx = await api.user();
    const { id } = await budgetOf(ctx);
    await expect(updateBudget(ctx, { id, period: "week" })).rejects.toThrow(
      "A budget keeps its period: what it has counted would mean something else.",
    );
    await expect(updateBudget(ctx, { id, project: "p" })).rejects.toThrow(
      "A budget keeps its project: what it has counted would mean something else.",
    );
  });
});
