import { CreateJob } from "@pipeline/core/jobs";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Ctx } from "../ctx";
import { cancelJob } from "../jobs/cancel";
import { createJob } from "../jobs/create";
import { listJobs } from "../jobs/list";
import { createTestApi, type TestApi } from "../testing";
import { budgetOf, firstBudget, job, spend, tell } from "./testing";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
beforeEach(() => api.clock.set("2026-03-10T12:00:00.000Z"));

const HOUR = 3_600_000;
const blocking = (ctx: Ctx, amount: string, more = {}) => budgetOf(ctx, { amount, blockNewJobs: true, ...more });
/** A job that is expected to cost 10. */
const ten = (ctx: Ctx, more: { project?: string } = {}) => job(ctx, "5", { estimatedHours: 2, ...more });
const TRIALS = Number(process.env["TRIALS"] ?? 1);
/** An amount of which 10 is spent, and how many jobs of 10 still fit. */
const ROOM = [
  ["100", 9],
  ["99.999999999999", 8],
  ["5", 0],
] as const;
const refused = { code: "BUDGET_EXCEEDED" };

describe("a budget that blocks", () => {
  test("lets in exactly as many of 50 at once as fit, beside what is spent", { timeout: 30_000 * TRIALS }, async () => {
    for (const [amount, fit] of Array.from({ length: TRIALS }, () => ROOM).flat()) {
      const ctx = await api.user();
      await blocking(ctx, amount);
      await spend(ctx, "10");
      const answers = await Promise.allSettled(Array.from({ length: 50 }, () => ten(ctx)));
      expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(fit);
      for (const answer of answers) if (answer.status === "rejected") expect(answer.reason).toMatchObject(refused);
      expect((await listJobs(ctx, { limit: 100 })).items).toHaveLength(fit);
      expect((await firstBudget(ctx)).reserved).toBe(`${fit * 10}`);
    }
  });

  test("says in one sentence what stands in the way", async () => {
    const ctx = await api.user();
    await blocking(ctx, "25");
    await spend(ctx, "6");
    await ten(ctx);
    await expect(ten(ctx)).rejects.toThrow(
      'The budget "Team" of $25.00 has no room for this job (March 2026): $6.00 is spent, $10.00 is reserved by open jobs, ' +
        "and this one is expected to cost $10.00.",
    );
  });

  test("gives back what a job did not use when it ends, and counts what it has used once", async () => {
    const ctx = await api.user();
    await blocking(ctx, "20");
    const [first, second] = [await ten(ctx), await ten(ctx)];
    await expect(ten(ctx)).rejects.toMatchObject(refused);
    await cancelJob(ctx, { id: first.id });
    await ten(ctx);
    await tell(ctx, second.id, "started");
    api.clock.advance(HOUR);
    await expect(ten(ctx)).rejects.toMatchObject(refused);
    await tell(ctx, second.id, "completed");
    expect(await firstBudget(ctx)).toMatchObject({ spent: "5", reserved: "10" });
    await expect(ten(ctx)).rejects.toMatchObject(refused);
    await expect(job(ctx, "5", { estimatedHours: 1 })).resolves.toBeDefined();
  });

  test("never refuses a running job: it may go over, and then nothing new is let in", async () => {
    const ctx = await api.user();
    await blocking(ctx, "10");
    const { id } = await ten(ctx);
    await tell(ctx, id, "started");
    api.clock.advance(5 * HOUR);
    await expect(tell(ctx, id, "heartbeat")).resolves.toMatchObject({ status: "running", currentCost: "25" });
    expect(await firstBudget(ctx)).toMatchObject({ spent: "25", remaining: "-15", reserved: "0" });
    await expect(job(ctx, "0.001", { estimatedHours: 1 })).rejects.toMatchObject(refused);
  });

  test("asks only for jobs of its project, and a retry of a job that was let in is not asked again", async () => {
    const ctx = await api.user();
    await blocking(ctx, "10", { project: "a" });
    const input = CreateJob.parse({
      gpuType: "NVIDIA L40S",
      gpuCount: 1,
      unitPrice: "5",
      estimatedHours: 2,
      project: "a",
      idempotencyKey: "k",
    });
    const twins = await Promise.all(Array.from({ length: 10 }, () => createJob(ctx, input)));
    expect(new Set(twins.map(({ id }) => id)).size).toBe(1);
    await expect(ten(ctx, { project: "a" })).rejects.toMatchObject(refused);
    await expect(ten(ctx, { project: "b" })).resolves.toBeDefined();
    await expect(ten(ctx)).resolves.toBeDefined();
  });

  test("still blocks when a record a few minutes ahead has opened the next period", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-31T23:58:00.000Z");
    await blocking(ctx, "15");
    await spend(ctx, "10", { recordedAt: "2026-03-31T23:00:00.000Z" });
    await spend(ctx, "1", { recordedAt: "2026-04-01T00:01:00.000Z" });
    await expect(ten(ctx)).rejects.toMatchObject(refused);
    api.clock.set("2026-04-01T00:01:00.000Z");
    await expect(ten(ctx)).resolves.toBeDefined();
  });

  test("tells a key that there is no room, and not what is spent: budgets are for people", async () => {
    const ctx = await api.user();
    await blocking(ctx, "1");
    const key = { kind: "key", userId: ctx.actor.userId, keyId: "k", scopes: ["jobs:write"] } as const;
    await expect(ten({ ...ctx, actor: key })).rejects.toMatchObject({
      ...refused,
      message: "A budget has no room for this job.",
    });
  });

  test("is enough, beside others that do not block or have room", async () => {
    const ctx = await api.user();
    await budgetOf(ctx, { name: "Tells", amount: "1" });
    await blocking(ctx, "1000", { name: "Large" });
    await blocking(ctx, "5", { name: "Small" });
    await expect(ten(ctx)).rejects.toThrow(/^The budget "Small" of \$5\.00 has no room/);
    await expect(job(ctx, "5", { estimatedHours: 1 })).resolves.toBeDefined();
  });

  test("that does not block lets everything in", async () => {
    const ctx = await api.user();
    await budgetOf(ctx, { amount: "1" });
    await expect(ten(ctx)).resolves.toBeDefined();
  });
});
