import { randomUUID } from "node:crypto";
import { TRPCError } from "@trpc/server";
import { beforeAll, describe, expect, test } from "vitest";
import type { ApiKey, Door } from "./account/door";
import { CreateBudget } from "@pipeline/core/budgets";
import { createBudget } from "./budgets/create";
import { recordCost } from "./costs/record";
import type { Ctx } from "./ctx";
import { createJob } from "./jobs/create";
import { createHub } from "./notifications/hub";
import { listNotifications } from "./notifications/list";
import { appRouter, createCaller } from "./router";
import { keepFile } from "./storage/keep";
import { createTestApi, type TestApi } from "./testing";
import type { RequestCtx } from "./trpc";

/** Procedures that anyone may call. */
const PUBLIC: readonly string[] = [];

/** A valid input of every procedure, made of one user's ids. The compiler does not know the paths: the test does. */
type Ids = { job: string; record: string; notification: string; key: string; budget: string; file: string };
const INPUTS: Record<string, (ids: Ids) => unknown> = {
  "account.get": () => undefined,
  "account.update": () => ({ timeZone: "Asia/Kolkata" }),
  "account.verify": () => undefined,
  "apiKeys.list": () => undefined,
  "apiKeys.create": () => ({ name: "k", scopes: ["jobs:read"] }),
  "apiKeys.revoke": ({ key }) => ({ id: key }),
  "audit.list": () => ({}),
  "budgets.list": () => undefined,
  "budgets.create": () => ({ name: "b", amount: "10", period: "month" }),
  "budgets.update": ({ budget }) => ({ id: budget, amount: "20" }),
  "budgets.delete": ({ budget }) => ({ id: budget }),
  "costs.summary": () => ({}),
  "costs.forecast": () => ({ period: "month" }),
  "costs.waste": () => ({}),
  "costs.records": ({ job }) => ({ jobId: job }),
  "costs.record": ({ job }) => ({ costType: "x", amount: "1", jobId: job, idempotencyKey: randomUUID() }),
  "costs.recordBatch": ({ job }) => ({
    items: [{ costType: "x", amount: "1", jobId: job, idempotencyKey: randomUUID() }],
  }),
  "costs.correct": ({ record }) => ({ recordId: record, amount: "1", reason: "r", idempotencyKey: randomUUID() }),
  "jobs.estimate": () => ({ gpuType: "NVIDIA L40S", gpuCount: 1, estimatedHours: 1 }),
  "jobs.estimateErrors": () => undefined,
  "jobs.list": () => ({}),
  "jobs.get": ({ job }) => ({ id: job }),
  "jobs.create": () => ({}),
  "jobs.report": ({ job }) => ({ jobId: job, eventId: randomUUID(), type: "started" }),
  "jobs.cancel": ({ job }) => ({ id: job }),
  "notifications.changes": () => ({}),
  "notifications.list": ({ job }) => ({ jobId: job }),
  "notifications.markRead": ({ notification }) => ({ id: notification }),
  "notifications.markUnread": ({ notification }) => ({ id: notification }),
  "notifications.markAllRead": () => ({ upTo: 1_000_000 }),
  "notifications.archive": ({ notification }) => ({ id: notification }),
  "notifications.unarchive": ({ notification }) => ({ id: notification }),
  "notifications.snooze": ({ notification }) => ({ id: notification, until: "2026-03-11T00:00:00.000Z" }),
  "notifications.poll": () => ({ since: 0 }),
  "notifications.undo": () => ({ version: 1 }),
  "notifications.preferences.get": () => undefined,
  "notifications.preferences.set": () => ({ types: { job_started: { inApp: false } }, quietHours: null }),
  "prices.list": () => ({}),
  "prices.rerate": ({ job }) => ({ jobId: job, reason: "r", idempotencyKey: randomUUID() }),
  "storage.list": () => ({}),
  "storage.keep": () => ({ name: "f", sizeBytes: 1, idempotencyKey: randomUUID() }),
  "storage.remove": ({ file }) => ({ id: file }),
};

const paths = Object.keys(appRouter._def.procedures);

/** A door that holds one user's keys in memory: the real one is tested with the HTTP surface. */
function doorOf(keys: Map<string, ApiKey & { owner: string }>): Door {
  return {
    profile: async (userId) => ({ email: `${userId}@example.test`, name: userId }),
    rename: async () => {},
    listKeys: async (userId) => [...keys.values()].filter((key) => key.owner === userId),
    createKey: async (userId, { name, scopes }) => {
      const id = randomUUID();
      const key = { id, name, scopes, start: "pk", createdAt: "", lastUsedAt: null, expiresAt: null };
      keys.set(id, { ...key, owner: userId });
      return { ...key, key: "pk_secret" };
    },
    revokeKey: async (userId, id) => keys.get(id)?.owner === userId && keys.delete(id),
  };
}

let api: TestApi;
const keys = new Map<string, ApiKey & { owner: string }>();
beforeAll(async () => {
  api = await createTestApi();
});

function call(
  ctx: Omit<Ctx, "actor"> & { actor: RequestCtx["actor"] },
  path: string,
  input: unknown,
): Promise<unknown> {
  const request: RequestCtx = { ...ctx, door: doorOf(keys), hub: createHub(), requestId: "r" };
  const procedure = path.split(".").reduce<unknown>((at, name) => Reflect.get(Object(at), name), createCaller(request));
  return (procedure as (input: unknown) => Promise<unknown>)(input);
}

async function outcome(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    return { code: error.code, message: error.message };
  }
}

async function userWithData(): Promise<{ ctx: Ctx; ids: Ids }> {
  const ctx = await api.user();
  const job = await createJob(ctx, {});
  const record = await recordCost(ctx, { costType: "x", amount: "5", jobId: job.id, idempotencyKey: "k" });
  const { items } = await listNotifications(ctx, { filter: "all", limit: 1 });
  const key = (await call(ctx, "apiKeys.create", { name: "k", scopes: ["jobs:read"] })) as ApiKey;
  const budget = await createBudget(ctx, CreateBudget.parse({ name: "b", amount: "1000", period: "month" }));
  const file = await keepFile(ctx, { kind: "dataset", name: "f", sizeBytes: 1, idempotencyKey: "f" });
  const notification = items[0]?.id ?? "";
  const ids = { job: job.id, record: record.id, notification, key: key.id, budget: budget.id, file: file.id };
  return { ctx, ids };
}

describe("every procedure", () => {
  test("has an input in this test", () => {
    expect(paths.toSorted()).toEqual(Object.keys(INPUTS).toSorted());
  });

  test.each(paths.filter((path) => !PUBLIC.includes(path)))(
    "%s refuses a caller that is not signed in",
    async (path) => {
      const anonymous = { ...(await api.user()), actor: null };
      // Before its input is looked at: a stranger learns nothing about it.
      expect(await outcome(call(anonymous, path, { nonsense: true }))).toMatchObject({ code: "UNAUTHORIZED" });
    },
  );

  test.each(paths)("%s works for the owner and answers a stranger's id like one that does not exist", async (path) => {
    const [ann, bob, carl] = [await userWithData(), await userWithData(), await userWithData()];
    const nobody = Object.fromEntries(Object.keys(ann.ids).map((name) => [name, randomUUID()])) as Ids;
    const input = INPUTS[path];
    const own = await outcome(call(ann.ctx, path, input?.(ann.ids)));
    expect(own).not.toHaveProperty("code");
    const before = JSON.stringify(await everythingOf(ann));
    const foreign = await outcome(call(bob.ctx, path, input?.(ann.ids)));
    const unknown = await outcome(call(carl.ctx, path, input?.(nobody)));
    expect(shapeOf(foreign)).toEqual(shapeOf(unknown));
    expect(JSON.stringify(foreign)).not.toContain(ann.ctx.actor.userId);
    expect(JSON.stringify(await everythingOf(ann))).toBe(before);
  });

  test.each(paths)("%s refuses an API key without its scope", async (path) => {
    const { ctx, ids } = await userWithData();
    const key = { ...ctx, actor: { kind: "key" as const, userId: ctx.actor.userId, keyId: "k", scopes: [] } };
    expect(await outcome(call(key, path, INPUTS[path]?.(ids)))).toMatchObject({ code: "FORBIDDEN" });
  });
});

// What the owner sees of all that has an id; the clock stands, so it may not differ.
async function everythingOf({ ctx, ids }: { ctx: Ctx; ids: Ids }): Promise<unknown> {
  const costs = ["jobs.get", "costs.summary", "costs.records", "storage.list", "budgets.list"];
  const reads = [...costs, "notifications.list", "apiKeys.list"];
  return Promise.all(reads.map((path) => outcome(call(ctx, path, INPUTS[path]?.(ids)))));
}

// Ids and instants of what a call has just made differ by nature.
function shapeOf(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null).replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{8}(?=[" ])/g, "id"));
}
