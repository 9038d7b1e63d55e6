import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { Door } from "../account/door";
import { setTimeZone, updateAccount } from "../account/update";
import { deleteBudget } from "../budgets/delete";
import { budgetOf } from "../budgets/testing";
import { updateBudget } from "../budgets/update";
import { correctCost } from "../costs/correct";
import { importFocus } from "../costs/import-focus";
import { recordCost } from "../costs/record";
import { inside, reading, type Ctx } from "../ctx";
import { createJob } from "../jobs/create";
import { importJobs } from "../jobs/import";
import { reportEvent } from "../jobs/report";
import { keepFile } from "../storage/keep";
import { removeFile } from "../storage/remove";
import { createTestApi, type TestApi } from "../testing";
import { inboxVersion } from "./inbox";
import { listNotifications } from "./list";
import { markAllRead } from "./mark-all-read";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const version = (ctx: Ctx) => reading(ctx, inboxVersion);

/** By how much the version rises with a deed. */
async function rise(ctx: Ctx, deed: () => Promise<unknown>): Promise<number> {
  const before = await version(ctx);
  await deed();
  return (await version(ctx)) - before;
}

async function runningJob() {
  const ctx = await api.user();
  const job = await createJob(ctx, { gpuType: "NVIDIA L40S", gpuCount: 1 });
  await reportEvent(ctx, { jobId: job.id, eventId: "s", type: "started", totalSteps: 1000 });
  let told = 0;
  const say = (type: "progress" | "heartbeat" | "paused" | "resumed" | "completed", body: object = {}) =>
    reportEvent(ctx, { jobId: job.id, eventId: `${told++}`, type, ...body });
  return { ctx, say, id: job.id };
}

const spend = (ctx: Ctx, idempotencyKey: string) =>
  recordCost(ctx, { costType: "storage", amount: "1", idempotencyKey });

describe("the version of the inbox rises by one, without a notification, with", () => {
  test("a pause and the return from it", async () => {
    const { ctx, say } = await runningJob();
    const { items } = await listNotifications(ctx, { filter: "all", limit: 100 });
    expect(await rise(ctx, () => say("paused"))).toBe(1);
    expect(await rise(ctx, () => say("resumed"))).toBe(1);
    expect((await listNotifications(ctx, { filter: "all", limit: 100 })).items).toEqual(items);
  });

  test("a whole percent, not with the steps between, nor with a heartbeat", async () => {
    const { ctx, say } = await runningJob();
    expect(await rise(ctx, () => say("progress", { step: 10 }))).toBe(1);
    api.clock.advance(1000);
    expect(await rise(ctx, () => say("progress", { step: 19 }))).toBe(0);
    expect(await rise(ctx, () => say("heartbeat"))).toBe(0);
    api.clock.advance(1000);
    expect(await rise(ctx, () => say("progress", { step: 20 }))).toBe(1);
  });

  test("a cost and a correction, and not again when they are sent again", async () => {
    const ctx = await api.user();
    expect(await rise(ctx, () => spend(ctx, "a"))).toBe(1);
    expect(await rise(ctx, () => spend(ctx, "a"))).toBe(0);
    const { id } = await spend(ctx, "a");
    const correct = () => correctCost(ctx, { recordId: id, amount: "-0.5", reason: "half", idempotencyKey: "c" });
    expect(await rise(ctx, correct)).toBe(1);
    expect(await rise(ctx, correct)).toBe(0);
  });

  test("quarter hours that are booked while time passes", async () => {
    api.clock.set("2026-03-11T10:07:00.000Z");
    const { ctx, say } = await runningJob();
    api.clock.set("2026-03-11T10:16:00.000Z");
    await say("heartbeat");
    expect(await rise(ctx, () => api.due())).toBe(1);
    expect(await rise(ctx, () => api.due())).toBe(0);
  });

  test("a file that is registered and one that is removed, and not again when it is said again", async () => {
    api.clock.set("2026-03-11T10:07:00.000Z");
    const ctx = await api.user();
    const keep = () => keepFile(ctx, { kind: "dataset", name: "d", sizeBytes: 1_000_000_000, idempotencyKey: "a" });
    expect(await rise(ctx, keep)).toBe(1);
    expect(await rise(ctx, keep)).toBe(0);
    const { id } = await keep();
    expect(await rise(ctx, () => removeFile(ctx, { id }))).toBe(1);
    expect(await rise(ctx, () => removeFile(ctx, { id }))).toBe(0);
  });

  test("a file whose booked storage is taken back", async () => {
    api.clock.set("2026-03-11T10:00:00.000Z");
    const ctx = await api.user();
    const { id } = await keepFile(ctx, { kind: "artifact", name: "m", sizeBytes: 1_000_000_000, idempotencyKey: "a" });
    api.clock.advance(3_600_000);
    expect(await rise(ctx, () => api.due())).toBe(1);
    expect(await rise(ctx, () => removeFile(ctx, { id, at: "2026-03-11T10:20:00.000Z" }))).toBe(1);
  });

  test("another time zone, and not with the one that is set", async () => {
    const ctx = await api.user();
    expect(await rise(ctx, () => setTimeZone(ctx, "Europe/Berlin"))).toBe(1);
    expect(await rise(ctx, () => setTimeZone(ctx, "Europe/Berlin"))).toBe(0);
  });

  test("another name, once the door has it", async () => {
    const ctx = await api.user();
    let [name, before] = ["Ann", -1];
    const door: Door = {
      profile: async () => ({ email: "ann@example.test", name }),
      async rename(_userId, to) {
        [name, before] = [to, await version(ctx)];
      },
      listKeys: async () => [],
      createKey: () => Promise.reject(new Error("No keys here.")),
      revokeKey: async () => false,
    };
    expect(await rise(ctx, () => updateAccount({ ...ctx, door }, { name: "Anna" }))).toBe(1);
    expect(name).toBe("Anna");
    expect(await version(ctx)).toBe(before + 1);
  });

  test("a budget that is made, changed or deleted, and not when it is made again", async () => {
    const ctx = await api.user();
    const id = randomUUID();
    expect(await rise(ctx, () => budgetOf(ctx, { id }))).toBe(1);
    expect(await rise(ctx, () => budgetOf(ctx, { id }))).toBe(0);
    expect(await rise(ctx, () => updateBudget(ctx, { id, name: "Other" }))).toBe(1);
    expect(await rise(ctx, () => deleteBudget(ctx, { id }))).toBe(1);
  });

  test("a bill that is imported", async () => {
    const ctx = await api.user();
    const what = { recordId: null, project: null, gpuType: null, details: {} };
    const charge = { key: "a", line: 2, ...what, costType: "compute", amount: "1", recordedAt: api.clock.now };
    expect(await rise(ctx, () => importFocus(ctx, [charge]))).toBe(1);
  });

  test("jobs of a trace that are imported", async () => {
    const ctx = await api.user();
    const [queuedAt, endedAt] = [api.clock.now - 7_200_000, api.clock.now];
    const machine = { gpuType: "NVIDIA L40S", gpuCount: 1, unitPrice: "1" };
    const times = { queuedAt, startedAt: queuedAt, endedAt };
    const job = { key: "a", name: "a", project: null, ...machine, ...times, failed: false, metadata: {} };
    expect(await rise(ctx, () => importJobs(ctx, [job]))).toBe(1);
  });

  test("any number of costs in one transaction", async () => {
    const ctx = await api.user();
    const together = () =>
      ctx.db.transaction(async (tx) => {
        for (const key of ["a", "b", "c"]) await spend(inside(ctx, tx), key);
      });
    expect(await rise(ctx, together)).toBe(1);
  });
});

test("an ending is heard of: its costs and its notification raise the version, and no more", async () => {
  const { ctx, say } = await runningJob();
  expect(await rise(ctx, () => say("completed"))).toBe(2);
});

test("marking what was seen as read is not misled by a version that no notification has", async () => {
  const { ctx, say } = await runningJob();
  await say("paused");
  const { version: upTo } = await listNotifications(ctx, { filter: "unread", limit: 100 });
  await say("completed");
  expect(await markAllRead(ctx, { upTo })).toMatchObject({ count: 2, unreadCount: 1 });
});

test("costs that are booked at once raise it one by one, and wait for each other no longer than that", async () => {
  const ctx = await api.user();
  const keys = Array.from({ length: 40 }, (_, i) => `${i}`);
  expect(await rise(ctx, () => Promise.all(keys.map((key) => spend(ctx, key))))).toBe(40);
});
