import { randomUUID } from "node:crypto";
import { add } from "@pipeline/core/money";
import type { RerateJobs } from "@pipeline/core/prices";
import type { ReportEvent } from "@pipeline/core/jobs";
import { costRecords, jobs } from "@pipeline/db/schema";
import { and, asc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { summarizeCosts } from "../costs/summary";
import type { Ctx } from "../ctx";
import { createJob } from "../jobs/create";
import { getJob } from "../jobs/get";
import { reportEvent } from "../jobs/report";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";
import { rerateJobs } from "./rerate";
import { addPrice, setPrice } from "./testing";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
const at = (clock: string) => `2026-03-10T${clock}:00.000Z`;
let serial = 0;

/** A GPU type of the test's own, at 3 an hour. */
async function gpuAt(price = "3"): Promise<string> {
  const gpuType = `Rerate ${(serial += 1)}`;
  await addPrice(api, { gpuType, price, aliases: [`${gpuType} alias`] });
  return gpuType;
}

async function started(ctx: Ctx, gpuType: string, clock = "08:00"): Promise<string> {
  const { id } = await createJob(ctx, { gpuType, gpuCount: 2, project: "p" });
  await report(ctx, id, { type: "started", at: at(clock) });
  return id;
}

function report(ctx: Ctx, jobId: string, event: Omit<ReportEvent, "jobId" | "eventId">) {
  return reportEvent(ctx, { jobId, eventId: randomUUID(), ...event });
}

const rerate = (ctx: Ctx, over: Partial<RerateJobs> = {}) =>
  rerateJobs(ctx, { reason: "The list was wrong.", idempotencyKey: randomUUID(), ...over });

const ledger = (ctx: Ctx, jobId: string) =>
  api.admin.db
    .select()
    .from(costRecords)
    .where(and(eq(costRecords.userId, ctx.actor.userId), eq(costRecords.jobId, jobId)))
    .orderBy(asc(costRecords.createdAt), asc(costRecords.recordedAt), asc(costRecords.id));

const total = async (ctx: Ctx) => (await summarizeCosts(ctx, { period: "today", groupBy: "job" })).total;
const verify = (ctx: Ctx) => verifyUser(api.owner.db, ctx.actor.userId);

describe("re-rating", () => {
  test("a wrong price is corrected without changing history", async () => {
    const ctx = await api.user({ timeZone: "Asia/Kathmandu" });
    const gpuType = await gpuAt("30");
    const id = await started(ctx, gpuType);
    await report(ctx, id, { type: "completed", at: at("08:40") });
    const before = await ledger(ctx, id);
    await setPrice(api, gpuType, "3.1");
    const { corrected, difference } = await rerate(ctx);
    expect({ corrected, difference }).toEqual({ corrected: 3, difference: "-35.866666666667" });
    const after = await ledger(ctx, id);
    expect(after.filter(({ correctsId }) => correctsId === null)).toEqual(before);
    const corrections = after.filter(({ correctsId }) => correctsId !== null);
    expect(new Set(corrections.map(({ correctsId }) => correctsId))).toEqual(new Set(before.map(({ id: own }) => own)));
    for (const row of corrections) {
      expect(row).toMatchObject({ quantity: "0", costType: "compute", project: "p", gpuType });
      expect(row.details).toEqual({ reason: "The list was wrong.", previous_unit_price: "30", unit_price: "3.1" });
    }
    expect(add(...after.map(({ amount }) => amount))).toBe("4.133333333333");
    const job = await getJob(ctx, { id });
    expect(job).toMatchObject({ unitPrice: "3.1", finalCost: "4.133333333333", currentCost: "4.133333333333" });
    expect(await total(ctx)).toBe("4.133333333333");
    expect(await verify(ctx)).toBeUndefined();
  });

  test("a price change today does not re-price yesterday", async () => {
    const ctx = await api.user();
    const gpuType = `Rerate ${(serial += 1)}`;
    const midnight = "2026-03-10T00:00:00.000Z";
    await addPrice(api, { gpuType, price: "3", validTo: midnight });
    await addPrice(api, { gpuType, price: "4", validFrom: midnight });
    const [yesterday, today] = [await createJob(ctx, { gpuType }), await createJob(ctx, { gpuType })];
    await report(ctx, yesterday.id, { type: "started", at: "2026-03-09T22:00:00.000Z" });
    // It runs into today at the price of its start.
    await report(ctx, yesterday.id, { type: "completed", at: "2026-03-10T02:00:00.000Z" });
    await report(ctx, today.id, { type: "started", at: at("02:00") });
    await report(ctx, today.id, { type: "completed", at: at("03:00") });
    expect(await rerate(ctx)).toEqual({ corrected: 0, difference: "0" });
    expect(await getJob(ctx, { id: yesterday.id })).toMatchObject({ finalCost: "12" });
    await setPrice(api, gpuType, "5", midnight);
    expect(await rerate(ctx)).toEqual({ corrected: 4, difference: "1" });
    expect(await getJob(ctx, { id: yesterday.id })).toMatchObject({ finalCost: "12" });
    expect(await getJob(ctx, { id: today.id })).toMatchObject({ finalCost: "5" });
  });

  test("with the same key again writes nothing, also when the price has changed since; another body is a conflict", async () => {
    const ctx = await api.user();
    const gpuType = await gpuAt();
    const id = await started(ctx, gpuType);
    await report(ctx, id, { type: "completed", at: at("09:00") });
    await setPrice(api, gpuType, "4");
    const same = { idempotencyKey: "k" };
    const first = await rerate(ctx, same);
    expect(first).toEqual({ corrected: 4, difference: "2" });
    await setPrice(api, gpuType, "7");
    expect(await rerate(ctx, same)).toEqual(first);
    await expect(rerate(ctx, { ...same, reason: "Another." })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await getJob(ctx, { id })).toMatchObject({ finalCost: "8" });
    expect(await rerate(ctx)).toEqual({ corrected: 4, difference: "6" });
    expect(await rerate(ctx)).toEqual({ corrected: 0, difference: "0" });
    expect(await ledger(ctx, id)).toHaveLength(12);
    expect(await verify(ctx)).toBeUndefined();
  });

  test("with the same key again answers what the first did, also when that was nothing; another body is a conflict", async () => {
    const ctx = await api.user();
    const gpuType = await gpuAt();
    const id = await started(ctx, gpuType);
    await report(ctx, id, { type: "completed", at: at("09:00") });
    const first = { idempotencyKey: "k" };
    expect(await rerate(ctx, first)).toEqual({ corrected: 0, difference: "0" });
    await setPrice(api, gpuType, "4");
    expect(await rerate(ctx, first)).toEqual({ corrected: 0, difference: "0" });
    await expect(rerate(ctx, { ...first, gpuType })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await getJob(ctx, { id })).toMatchObject({ finalCost: "6" });
    // What was refused has not used up its key.
    const refused = { idempotencyKey: "r", jobId: randomUUID() };
    await expect(rerate(ctx, refused)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await rerate(ctx, { idempotencyKey: "r" })).toEqual({ corrected: 4, difference: "2" });
    const other = await api.user();
    expect(await rerate(other, first)).toEqual({ corrected: 0, difference: "0" });
  });

  test("by one key and two bodies at once does one of them", async () => {
    const ctx = await api.user();
    const gpuType = await gpuAt();
    const id = await started(ctx, gpuType);
    await report(ctx, id, { type: "completed", at: at("09:00") });
    await setPrice(api, gpuType, "4");
    const answers = await Promise.allSettled(
      ["a", "b"].map((reason) => rerate(ctx, { idempotencyKey: "k", reason, to: at("07:00") })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(answers.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "CONFLICT" } });
  });

  test("of too many jobs at once asks for less time, and changes nothing", async () => {
    const ctx = await api.user();
    const gpuType = await gpuAt();
    const early = await started(ctx, gpuType, "06:00");
    await report(ctx, early, { type: "completed", at: at("07:00") });
    const late = await started(ctx, gpuType, "08:00");
    const [row] = await api.admin.db.select().from(jobs).where(eq(jobs.id, late));
    if (!row) throw new Error("The job is gone.");
    const copies = Array.from({ length: 500 }, () => ({ ...row, id: randomUUID() }));
    await api.admin.db.insert(jobs).values(copies);
    await setPrice(api, gpuType, "4");
    const refused = { code: "BAD_INPUT", fields: [{ field: "from" }] };
    await expect(rerate(ctx)).rejects.toMatchObject(refused);
    await expect(rerate(ctx, { gpuType, from: at("08:00") })).rejects.toMatchObject(refused);
    expect(await rerate(ctx, { to: at("08:00") })).toEqual({ corrected: 4, difference: "2" });
    expect(await getJob(ctx, { id: late })).toMatchObject({ perHour: "6" });
    await rerate(ctx, { jobId: late });
    expect(await getJob(ctx, { id: late })).toMatchObject({ perHour: "8" });
  });

  test("of too much GPU time at once asks for less time, one job after the other", async () => {
    const ctx = await api.user();
    const gpuType = await gpuAt();
    const ids = [await started(ctx, gpuType), await started(ctx, gpuType)];
    for (const id of ids) await report(ctx, id, { type: "completed", at: at("09:00") });
    const [row] = await api.admin.db
      .select()
      .from(jobs)
      .where(eq(jobs.id, ids[0] ?? ""));
    const runs = row?.runs.map((run) => ({ ...run, start: "2024-01-01T00:00:00.000Z" })) ?? [];
    await api.admin.db
      .update(jobs)
      .set({ runs })
      .where(eq(jobs.id, ids[0] ?? ""));
    await setPrice(api, gpuType, "4");
    await expect(rerate(ctx)).rejects.toMatchObject({ code: "BAD_INPUT", fields: [{ field: "from" }] });
    expect(await rerate(ctx, { from: at("08:00") })).toEqual({ corrected: 4, difference: "2" });
  });

  test("sent many times at once, beside reports of the same job, corrects once", async () => {
    const ctx = await api.user();
    const gpuType = await gpuAt();
    const ids = [await started(ctx, gpuType), await started(ctx, gpuType)];
    for (const jobId of ids) await report(ctx, jobId, { type: "heartbeat", at: at("09:00") });
    await api.due();
    await setPrice(api, gpuType, "4");
    const answers = await Promise.all([
      ...Array.from({ length: 5 }, () => rerate(ctx, { idempotencyKey: "k" })),
      ...ids.map((jobId) => report(ctx, jobId, { type: "completed", at: at("10:00") })),
      ...ids.map((jobId) => report(ctx, jobId, { type: "paused", at: at("09:30") })),
    ]);
    expect(new Set(answers.slice(0, 5).map((answer) => JSON.stringify(answer))).size).toBe(1);
    for (const id of ids) expect(await getJob(ctx, { id })).toMatchObject({ finalCost: "12" });
    expect(await total(ctx)).toBe("24");
    expect(await verify(ctx)).toBeUndefined();
  });

  test("corrects what a running job has booked, and its meter goes on at the right price", async () => {
    const ctx = await api.user();
    const gpuType = await gpuAt();
    const id = await started(ctx, gpuType, "11:00");
    await report(ctx, id, { type: "heartbeat", at: at("11:50") });
    await api.due();
    await setPrice(api, gpuType, "4");
    expect(await rerate(ctx)).toEqual({ corrected: 3, difference: "1.5" });
    // 12:00: an hour at 2 × 4, three quarters of it booked.
    expect(await getJob(ctx, { id })).toMatchObject({ currentCost: "8", perHour: "8", unitPrice: "4" });
    expect(await total(ctx)).toBe("8");
    expect(await verify(ctx)).toBeUndefined();
    const done = await report(ctx, id, { type: "completed" });
    expect(done.finalCost).toBe("8");
    expect(await verify(ctx)).toBeUndefined();
  });

  test("sets the price of a running job that has booked nothing yet", async () => {
    const ctx = await api.user();
    const gpuType = await gpuAt();
    const id = await started(ctx, gpuType, "11:50");
    await setPrice(api, gpuType, "4");
    expect(await rerate(ctx)).toEqual({ corrected: 0, difference: "0" });
    expect(await getJob(ctx, { id })).toMatchObject({ perHour: "8", unitPrice: "4" });
  });

  test("is not undone by an event that comes late", async () => {
    const ctx = await api.user();
    const gpuType = await gpuAt();
    const id = await started(ctx, gpuType);
    await report(ctx, id, { type: "completed", at: at("10:00") });
    await setPrice(api, gpuType, "4");
    await rerate(ctx);
    await report(ctx, id, { type: "paused", at: at("08:20") });
    await report(ctx, id, { type: "resumed", at: at("08:50") });
    expect(await getJob(ctx, { id })).toMatchObject({ finalCost: "12" });
    expect(await total(ctx)).toBe("12");
    expect(await verify(ctx)).toBeUndefined();
  });

  test("leaves a price that was given, a price that left the catalogue, and other users alone", async () => {
    const [ctx, other] = [await api.user(), await api.user()];
    const gpuType = await gpuAt();
    const given = await createJob(ctx, { gpuType, gpuCount: 1, unitPrice: "9" });
    await report(ctx, given.id, { type: "started", at: at("08:00") });
    await report(ctx, given.id, { type: "completed", at: at("09:00") });
    const theirs = await started(other, gpuType);
    await report(other, theirs, { type: "completed", at: at("09:00") });
    await setPrice(api, gpuType, "4");
    expect(await rerate(ctx)).toEqual({ corrected: 0, difference: "0" });
    expect(await rerate(ctx, { jobId: given.id })).toEqual({ corrected: 0, difference: "0" });
    await expect(rerate(ctx, { jobId: theirs })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await getJob(other, { id: theirs })).toMatchObject({ finalCost: "6" });
  });

  test("takes the runs of a span of time, of a GPU type in any spelling, or of one job", async () => {
    const ctx = await api.user();
    const [a, b] = [await gpuAt(), await gpuAt()];
    const [early, late, other] = [await started(ctx, a, "06:00"), await started(ctx, a), await started(ctx, b)];
    for (const id of [early, late, other]) await report(ctx, id, { type: "completed", at: at("08:15") });
    await setPrice(api, a, "4");
    await setPrice(api, b, "5");
    expect(await rerate(ctx, { from: at("06:01"), to: at("08:00") })).toEqual({ corrected: 0, difference: "0" });
    expect(await rerate(ctx, { from: at("08:00"), gpuType: `${a.toUpperCase()}-Alias` })).toMatchObject({
      corrected: 1,
    });
    expect(await rerate(ctx, { jobId: other })).toEqual({ corrected: 1, difference: "1" });
    expect(await rerate(ctx)).toEqual({ corrected: 9, difference: "4.5" });
    const unknown = rerate(ctx, { gpuType: "Rerat" });
    await expect(unknown).rejects.toMatchObject({ code: "BAD_INPUT", fields: [{ field: "gpuType" }] });
  });

  test("prices each stretch of a preempted machine at its own start, where and how it was bought", async () => {
    const ctx = await api.user();
    const gpuType = await gpuAt("9");
    const spot = { gpuType, provider: "nebius", region: "eu-north1", purchaseOption: "spot" };
    await addPrice(api, { ...spot, price: "1", validTo: at("09:00") });
    await addPrice(api, { ...spot, price: "2", validFrom: at("09:00") });
    const job = await createJob(ctx, { ...spot, purchaseOption: "Spot", gpuCount: 1 });
    expect(job).toMatchObject({ unitPrice: "2", region: "eu-north1", purchaseOption: "Spot" });
    await report(ctx, job.id, { type: "started", at: at("08:00") });
    await report(ctx, job.id, { type: "paused", at: at("08:30") });
    await report(ctx, job.id, { type: "resumed", at: at("10:00") });
    await report(ctx, job.id, { type: "completed", at: at("11:00") });
    expect(await getJob(ctx, { id: job.id })).toMatchObject({ unitPrice: "1", finalCost: "2.5" });
    await setPrice(api, gpuType, "3", at("09:00"));
    expect(await rerate(ctx)).toEqual({ corrected: 4, difference: "1" });
    const { runs, finalCost } = await getJob(ctx, { id: job.id });
    expect(runs.map(({ unitPrice }) => unitPrice)).toEqual(["1", "3"]);
    expect(finalCost).toBe("3.5");
    expect(await verify(ctx)).toBeUndefined();
  });
});
