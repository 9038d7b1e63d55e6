import { randomUUID } from "node:crypto";
import { toInstant } from "@pipeline/core/instant";
import { add, toUnits } from "@pipeline/core/money";
import { artifacts, costRecords, prices } from "@pipeline/db/schema";
import { and, asc, eq } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { summarizeCosts } from "../costs/summary";
import type { Ctx } from "../ctx";
import { storeDue } from "../due/storage";
import { createJob } from "../jobs/create";
import { reportEvent } from "../jobs/report";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";
import { keepFile } from "./keep";
import { listFiles } from "./list";
import { removeFile } from "./remove";

let api: TestApi;
let ctx: Ctx;
beforeAll(async () => {
  api = await createTestApi();
});
afterEach(async () => {
  const difference = await verifyUser(api.owner.db, ctx.actor.userId);
  if (difference) throw new Error(`verify: ${JSON.stringify(difference)}`);
  // The next test counts what is behind.
  await api.admin.db.delete(artifacts).where(eq(artifacts.userId, ctx.actor.userId));
});

const GB = 1_000_000_000;
// 730 GB at 0.023 a GB-month are 0.023 an hour, 0.00575 a quarter hour.
const SIZE = 730 * GB;
const at = (clock: string) => `2026-03-10T${clock}.000Z`;

async function somebody(clock = "12:00:00"): Promise<void> {
  ctx = await api.user();
  api.clock.set(at(clock));
}

function keep(over: Partial<Parameters<typeof keepFile>[1]> = {}) {
  return keepFile(ctx, { kind: "dataset", name: "d", sizeBytes: SIZE, idempotencyKey: randomUUID(), ...over });
}

function rows() {
  return api.admin.db
    .select()
    .from(costRecords)
    .where(and(eq(costRecords.userId, ctx.actor.userId), eq(costRecords.costType, "storage")))
    .orderBy(asc(costRecords.recordedAt), asc(costRecords.createdAt));
}

const total = async () => add(...(await rows()).map(({ amount }) => amount));

/** Does what is due for stored files, and answers how many projects were behind. */
async function behind(): Promise<number> {
  return storeDue({ owner: api.owner.db, now: () => api.clock.now, currency: "USD" });
}

describe("a file that is registered", () => {
  test("costs by the GB-month from then on, in its project", async () => {
    await somebody();
    const file = await keep({ project: "p", url: "s3://bucket/d" });
    expect(file).toMatchObject({ kind: "dataset", project: "p", costSoFar: "0", perMonth: "16.79" });
    api.clock.set(at("14:00:00"));
    await api.due();
    expect(await total()).toBe("0.046");
    const { breakdown } = await summarizeCosts(ctx, { period: "today", groupBy: "project" });
    expect(breakdown).toEqual([{ key: "p", label: "p", amount: "0.046" }]);
  });

  test("late lands in the quarter hours of its usage, across the turn of a month", async () => {
    await somebody();
    await keep({ storedFrom: "2026-02-28T23:40:00.000Z" });
    await api.due();
    const booked = await rows();
    expect(booked.slice(0, 3).map((row) => [row.recordedAt, row.billingPeriod])).toEqual([
      ["2026-02-28T23:40:00.000Z", "2026-02-01"],
      ["2026-02-28T23:45:00.000Z", "2026-02-01"],
      ["2026-03-01T00:00:00.000Z", "2026-03-01"],
    ]);
    const february = await summarizeCosts(ctx, { from: "2026-02-01", to: "2026-02-28", groupBy: "costType" });
    expect(february.total).toBe("0.007666666667");
  });

  test("again with the same key and body is the same file, another body a conflict", async () => {
    await somebody();
    const input = { idempotencyKey: "k", name: "once" };
    const files = await Promise.all([keep(input), keep(input), keep(input)]);
    expect(new Set(files.map(({ id }) => id)).size).toBe(1);
    await expect(keep({ ...input, sizeBytes: 1 })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("is refused from a time far off, which would be a typing error", async () => {
    await somebody();
    for (const storedFrom of [at("12:05:01"), "2025-01-30T00:00:00.000Z"]) {
      await expect(keep({ storedFrom })).rejects.toMatchObject({ fields: [{ field: "storedFrom" }] });
    }
  });
});

describe("a file that is removed", () => {
  test("costs nothing from then on, and is left alone by due work once it is booked to its end", async () => {
    await somebody();
    const file = await keep();
    api.clock.set(at("12:35:00"));
    await api.due();
    const removed = await removeFile(ctx, { id: file.id });
    expect(removed).toMatchObject({ storedUntil: at("12:35:00"), perMonth: "0", costSoFar: "0.013416666667" });
    expect(await removeFile(ctx, { id: file.id })).toEqual(removed);
    api.clock.set(at("20:00:00"));
    expect(await behind()).toBeGreaterThan(0);
    expect(await total()).toBe("0.013416666667");
    expect(await behind()).toBe(0);
    api.clock.advance(30 * 86_400_000);
    expect(await behind()).toBe(0);
    expect(await total()).toBe("0.013416666667");
    expect((await rows()).every((row) => row.correctsId === null)).toBe(true);
  });

  test("before what was booked is answered with signed corrections; no row changes", async () => {
    await somebody();
    const [gone, stays] = [await keep({ project: "p" }), await keep({ project: "p" })];
    api.clock.set(at("14:00:00"));
    await api.due();
    const before = await rows();
    await removeFile(ctx, { id: gone.id, at: at("12:50:00") });
    const after = await rows();
    expect(after.filter((row) => row.correctsId === null)).toEqual(before);
    const corrections = after.filter((row) => row.correctsId !== null);
    expect(corrections).toHaveLength(5);
    expect(corrections.map(({ amount }) => amount)).toEqual([
      "-0.003833333333",
      "-0.00575",
      "-0.00575",
      "-0.00575",
      "-0.00575",
    ]);
    expect(corrections[0]).toMatchObject({ project: "p", details: { reason: "A file had been removed before." } });
    const own = async (id: string) => (await listFiles(ctx, { limit: 20 })).items.find((file) => file.id === id);
    expect([(await own(gone.id))?.costSoFar, (await own(stays.id))?.costSoFar]).toEqual(["0.019166666667", "0.046"]);
    expect(await total()).toBe("0.065166666667");
    api.clock.set(at("15:00:00"));
    await api.due();
    expect(toUnits(await total())).toBe(toUnits("0.065166666667") + toUnits("0.023"));
  });

  test("at the instant it was stored has cost nothing", async () => {
    await somebody();
    const file = await keep({ storedFrom: at("11:00:00") });
    await api.due();
    expect(await removeFile(ctx, { id: file.id, at: at("11:00:00") })).toMatchObject({ costSoFar: "0" });
    expect(await total()).toBe("0");
    api.clock.advance(3_600_000);
    expect(await behind()).toBe(0);
  });

  test("a little ahead of our clock is booked to that instant", async () => {
    await somebody();
    const file = await keep();
    await removeFile(ctx, { id: file.id, at: at("12:05:00") });
    api.clock.set(at("12:15:00"));
    await api.due();
    expect(await total()).toBe("0.001916666667");
    expect(await behind()).toBe(0);
  });

  test("cannot be removed ahead of time, before it was stored, or twice at two times", async () => {
    await somebody();
    const { id } = await keep();
    for (const wrong of [at("12:05:01"), at("11:59:59")]) {
      await expect(removeFile(ctx, { id, at: wrong })).rejects.toMatchObject({ fields: [{ field: "at" }] });
    }
    await removeFile(ctx, { id, at: at("12:01:00") });
    await expect(removeFile(ctx, { id, at: at("12:02:00") })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await removeFile(ctx, { id, at: at("12:01:00") })).toMatchObject({ storedUntil: at("12:01:00") });
  });

  test("by several at once, while the meter books, is taken back once", async () => {
    await somebody();
    const files = await Promise.all(Array.from({ length: 6 }, () => keep({ project: "busy" })));
    api.clock.set(at("16:00:00"));
    await Promise.all([
      api.due(),
      api.due(),
      ...files.flatMap(({ id }) => [
        removeFile(ctx, { id, at: at("13:00:00") }),
        removeFile(ctx, { id, at: at("13:00:00") }),
      ]),
      keep({ project: "busy", storedFrom: at("12:30:00") }),
    ]);
    await api.due();
    // Six for an hour, one for three and a half.
    expect(await total()).toBe("0.2185");
  });

  test("that a job told of is removed like any other", async () => {
    await somebody();
    const job = await createJob(ctx, { name: "tune", project: "a:b" });
    await reportEvent(ctx, { jobId: job.id, eventId: "a", type: "artifact_ready", sizeBytes: SIZE });
    const [file] = (await listFiles(ctx, { limit: 20 })).items;
    expect(file).toMatchObject({ kind: "artifact", jobId: job.id, jobName: "tune", project: "a:b", name: null });
    api.clock.set(at("13:00:00"));
    await api.due();
    await removeFile(ctx, { id: file?.id ?? "", at: at("12:30:00") });
    expect(await total()).toBe("0.0115");
  });
});

describe("the list of files", () => {
  test("is paged, latest first, and filtered by kind, project and whether they are still there", async () => {
    await somebody();
    for (let i = 0; i < 5; i += 1) await keep({ name: `f${i}`, storedFrom: toInstant(api.clock.now - i * 60_000) });
    const model = await keep({ kind: "artifact", name: "model", project: "p", storedFrom: at("11:00:00") });
    await removeFile(ctx, { id: model.id });
    const first = await listFiles(ctx, { limit: 4 });
    const second = await listFiles(ctx, { limit: 4, cursor: first.nextCursor ?? "" });
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(["f0", "f1", "f2", "f3", "f4", "model"]);
    expect(second.nextCursor).toBeNull();
    const names = async (filter: object) => (await listFiles(ctx, { limit: 20, ...filter })).items.map((f) => f.name);
    expect(await names({ kind: "artifact" })).toEqual(["model"]);
    expect(await names({ project: "p" })).toEqual(["model"]);
    expect(await names({ project: "", kept: false })).toEqual([]);
    expect(await names({ kept: true, limit: 2 })).toEqual(["f0", "f1"]);
    await expect(listFiles(ctx, { limit: 4, kept: true, cursor: first.nextCursor ?? "" })).rejects.toMatchObject({
      fields: [{ field: "cursor" }],
    });
  });

  test("names no cost where the catalogue has no price, and nothing is booked", async () => {
    await somebody();
    await api.admin.db
      .update(prices)
      .set({ validFrom: at("11:00:00") })
      .where(eq(prices.unit, "gb_month"));
    const file = await keep({ storedFrom: at("10:00:00") });
    expect(file).toMatchObject({ costSoFar: null, perMonth: null });
    await api.due();
    expect(await rows()).toEqual([]);
    expect(await removeFile(ctx, { id: file.id })).toMatchObject({ costSoFar: null });
    await api.admin.db.delete(artifacts).where(eq(artifacts.id, file.id));
    await api.admin.db.update(prices).set({ validFrom: "0001-01-01T00:00:00.000Z" }).where(eq(prices.unit, "gb_month"));
  });
});
