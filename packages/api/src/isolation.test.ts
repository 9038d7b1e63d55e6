import { randomUUID } from "node:crypto";
import { TRPCError, type AnyTRPCProcedure, type AnyTRPCRouter } from "@trpc/server";
import { DEFAULT_KEY_SCOPES, SCOPES, type Actor } from "@pipeline/core/actor";
import { unfiltered } from "@pipeline/db/testing";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { ApiKey, Door } from "./account/door";
import { CreateBudget } from "@pipeline/core/budgets";
import { createBudget } from "./budgets/create";
import { recordCost } from "./costs/record";
import { inside, type Ctx } from "./ctx";
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

const everything: AnyTRPCRouter = appRouter;
const procedures: Readonly<Record<string, AnyTRPCProcedure>> = everything._def.procedures;
const paths = Object.keys(procedures);

/** What a worker may call with the scopes that a key has by default. */
const INGEST = ["costs.correct", "costs.record", "costs.recordBatch", "jobs.report", "storage.keep", "storage.remove"];

/** Everybody a user can be. */
const ACTORS: Readonly<Record<string, (userId: string) => Actor>> = {
  "a session": (userId) => ({ kind: "session", userId, email: "", name: "", sessionId: "s" }),
  "a key with every scope": (userId) => ({ kind: "key", userId, keyId: "k", scopes: SCOPES }),
  "a key with the default scopes": (userId) => ({ kind: "key", userId, keyId: "k", scopes: DEFAULT_KEY_SCOPES }),
};

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

async function userWithData(name = "b"): Promise<{ ctx: Ctx; ids: Ids }> {
  const ctx = await api.user();
  const job = await createJob(ctx, { name });
  const record = await recordCost(ctx, { costType: "x", amount: "5", jobId: job.id, idempotencyKey: "k" });
  const { items } = await listNotifications(ctx, { filter: "all", limit: 1 });
  const key = (await call(ctx, "apiKeys.create", { name: "k", scopes: ["jobs:read"] })) as ApiKey;
  const budget = await createBudget(ctx, CreateBudget.parse({ name, amount: "1000", period: "month" }));
  const file = await keepFile(ctx, { kind: "dataset", name, sizeBytes: 1, idempotencyKey: "f" });
  const notification = items[0]?.id ?? "";
  const ids = { job: job.id, record: record.id, notification, key: key.id, budget: budget.id, file: file.id };
  return { ctx, ids };
}

function noIds(): Ids {
  const [job, record, notification, key, budget, file] = Array.from({ length: 6 }, () => randomUUID());
  return { job, record, notification, key, budget, file } as Ids;
}

describe("every procedure", () => {
  test("has an input in this test, and something of another's for each of its ids", () => {
    expect(paths.toSorted()).toEqual(Object.keys(INPUTS).toSorted());
    const ids = noIds();
    for (const path of paths) {
      const given = JSON.stringify(INPUTS[path]?.(ids) ?? null);
      const asked = idFields(path);
      const filled = asked.filter((field) => Object.values(ids).some((id) => given.includes(`"${field}":"${id}"`)));
      expect([path, filled]).toEqual([path, asked]);
    }
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
    const input = INPUTS[path];
    const own = await outcome(call(ann.ctx, path, input?.(ann.ids)));
    expect(own).not.toHaveProperty("code");
    const before = await rowsOf(ann);
    for (const [who, actor] of Object.entries(ACTORS)) {
      const as = ({ ctx }: { ctx: Ctx }) => ({ ...ctx, actor: actor(ctx.actor.userId) });
      const foreign = await outcome(call(as(bob), path, input?.(ann.ids)));
      const unknown = await outcome(call(as(carl), path, input?.(noIds())));
      expect([who, shapeOf(foreign)]).toEqual([who, shapeOf(unknown)]);
      for (const id of [ann.ctx.actor.userId, ...Object.values(ann.ids)]) {
        expect(JSON.stringify(foreign) ?? "").not.toContain(id);
      }
    }
    expect(await rowsOf(ann)).toBe(before);
  });

  test.each(paths)("%s refuses an API key without its scope, and a worker's unless it is for workers", async (path) => {
    const { ctx, ids } = await userWithData();
    const as = (scopes: readonly (typeof SCOPES)[number][]) =>
      outcome(
        call(
          { ...ctx, actor: { kind: "key", userId: ctx.actor.userId, keyId: "k", scopes } },
          path,
          INPUTS[path]?.(ids),
        ),
      );
    expect(await as([])).toMatchObject({ code: "FORBIDDEN" });
    const worker = await as(DEFAULT_KEY_SCOPES);
    if (INGEST.includes(path)) expect(worker).not.toHaveProperty("code");
    else expect(worker).toMatchObject({ code: "FORBIDDEN" });
  });

  // Medians of a busy machine: for the long tier alone.
  const times = Number(process.env["TIMINGS"] ?? 0);
  test.skipIf(times === 0).each(["jobs.get", "jobs.cancel", "budgets.update", "costs.correct", "storage.remove"])(
    "%s takes as long for a stranger's id as for one that does not exist",
    async (path) => {
      const [ann, bob] = [await userWithData(), await userWithData()];
      const took: Record<"foreign" | "unknown", number[]> = { foreign: [], unknown: [] };
      for (let i = 0; i < times; i += 1) {
        for (const [name, ids] of Object.entries({ foreign: ann.ids, unknown: noIds() }) as [
          "foreign" | "unknown",
          Ids,
        ][]) {
          const start = performance.now();
          await outcome(call(bob.ctx, path, INPUTS[path]?.(ids)));
          took[name].push(performance.now() - start);
        }
      }
      const [foreign, unknown] = [median(took.foreign), median(took.unknown)];
      expect(Math.abs(foreign - unknown) / unknown).toBeLessThan(0.1);
    },
    600_000,
  );
});

describe("without the filter by user in any statement", () => {
  test("a stranger still reads and changes nothing, and everybody's own is all there", async () => {
    const open = unfiltered(api.app);
    const rewritten: string[] = [];
    for (const path of paths) {
      const [ann, bob] = [await userWithData("anns own"), await userWithData("bobs own")];
      const forgetful = { ...bob.ctx, db: open.db };
      const before = await rowsOf(ann);
      const count = open.counted();
      for (const ids of [ann.ids, bob.ids]) {
        const answer = await outcome(call(forgetful, path, INPUTS[path]?.(ids)));
        for (const secret of ["anns own", ann.ctx.actor.userId, ...Object.values(ann.ids)]) {
          expect([path, JSON.stringify(answer) ?? ""]).not.toEqual([path, expect.stringContaining(secret)]);
        }
        if (ids === bob.ids)
          expect([path, answer]).not.toEqual([path, expect.objectContaining({ code: expect.anything() })]);
      }
      if (open.counted() > count) rewritten.push(path);
      expect([path, await rowsOf(ann)]).toEqual([path, before]);
    }
    // What filters by nobody: the catalogue, a file that is new, and keys, which the door keeps.
    const others = ["apiKeys.create", "apiKeys.list", "apiKeys.revoke", "prices.list", "storage.keep"];
    expect(paths.filter((path) => !rewritten.includes(path)).toSorted()).toEqual(others);
    expect(open.counted()).toBeGreaterThan(300);
  }, 120_000);

  test("the owner, whom row-level security lets through, sees and changes what is others': the filter was gone", async () => {
    const [ann, bob] = [await userWithData("anns own"), await userWithData()];
    const open = unfiltered(api.owner);
    const seen = await open.db.transaction((tx) => call(inside(bob.ctx, tx), "jobs.list", { limit: 100 }));
    expect(JSON.stringify(seen)).toContain("anns own");
    const before = await rowsOf(ann);
    await open.db.transaction((tx) => call(inside(bob.ctx, tx), "budgets.delete", { id: ann.ids.budget }));
    expect(await rowsOf(ann)).not.toBe(before);
  });
});

/** The fields of a procedure's input that name something of a user's, as its schema has them. */
function idFields(path: string): string[] {
  const { inputs }: { inputs?: unknown[] } = procedures[path]?._def ?? {};
  const [input] = inputs ?? [];
  const schema = input instanceof z.ZodOptional ? input.unwrap() : input;
  const fields = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  // Names that callers make up themselves.
  const own = ["eventId", "lastEventId", "datasetId", "presetId", ...(path === "budgets.create" ? ["id"] : [])];
  return fields.filter((field) => /^id$|Id$/.test(field) && !own.includes(field));
}

/** Every row of a user, byte for byte, and their keys. */
async function rowsOf({ ctx }: { ctx: Ctx }): Promise<string> {
  const { userId } = ctx.actor;
  const tables = await api.admin.db.execute<{
    name: string;
  }>(sql`select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'user_id' order by 1`);
  const rows = tables.map(
    ({ name }) => sql`select ${name} as name, t::text as row from ${sql.identifier(name)} t where user_id = ${userId}`,
  );
  const all = await api.admin.db.execute(sql`${sql.join(rows, sql` union all `)} order by 1, 2`);
  return JSON.stringify([all, [...keys.values()].filter(({ owner }) => owner === userId)]);
}

// Ids and instants of what a call has just made differ by nature, and so does the order of what is as old.
function shapeOf(value: unknown): unknown {
  const text = JSON.stringify(value ?? null).replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{8}(?=[" ])/g, "id");
  return JSON.parse(text, (_, part: unknown) =>
    Array.isArray(part) ? part.map((item) => JSON.stringify(item)).toSorted() : part,
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
