import type { ReportEvent } from "@pipeline/core/jobs";
import { toUnits } from "@pipeline/core/money";
import { costRecords } from "@pipeline/db/schema";
import { and, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { setTimeZone } from "../account/update";
import { recordCost } from "../costs/record";
import { summarizeCosts } from "../costs/summary";
import { inside, type Ctx } from "../ctx";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";
import { cancelJob } from "./cancel";
import { createJob } from "./create";
import { getJob } from "./get";
import { reportEvent } from "./report";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const at = (clock: string) => `2026-03-10T${clock}.000Z`;
const newJob = (ctx: Ctx) => createJob(ctx, { gpuType: "NVIDIA H100-SXM5-80GB", gpuCount: 8 });
let serial = 0;
const report = (ctx: Ctx, jobId: string, event: Omit<ReportEvent, "jobId" | "eventId">) =>
  reportEvent(ctx, { jobId, eventId: `e${(serial += 1)}`, ...event });

async function ledger(ctx: Ctx, jobId: string) {
  const { userId } = ctx.actor;
  return api.admin.db
    .select()
    .from(costRecords)
    .where(and(eq(costRecords.userId, userId), eq(costRecords.jobId, jobId)));
}

async function somebodyWaits(): Promise<boolean> {
  const rows = await api.admin.sql`
    select 1 from pg_stat_activity where datname = ${api.name} and wait_event_type = 'Lock'`;
  return rows.length > 0;
}

const sum = (rows: { amount: string }[]) => rows.reduce((units, row) => units + toUnits(row.amount), 0n);

describe("a job that came back and had ended long before", () => {
  test("leaves no row of the meter below zero", async () => {
    const ctx = await api.user();
    api.clock.set(at("10:00:00"));
    const job = await newJob(ctx);
    await report(ctx, job.id, { type: "started" });
    api.clock.set(at("10:05:00"));
    await report(ctx, job.id, { type: "heartbeat" });
    api.clock.set(at("10:21:00"));
    await api.due();
    await report(ctx, job.id, { type: "heartbeat" });
    await api.due();
    const failed = await report(ctx, job.id, { type: "failed", at: at("10:02:00") });
    expect(failed.finalCost).toBe("0.786666666667");
    const rows = await ledger(ctx, job.id);
    for (const original of rows.filter((row) => row.correctsId === null)) {
      const net = sum(rows.filter((row) => row.id === original.id || row.correctsId === original.id));
      expect([original.recordedAt, net >= 0n]).toEqual([original.recordedAt, true]);
    }
    expect(await verifyUser(api.owner.db, ctx.actor.userId)).toBeUndefined();
  });
});

describe("what a trainer says", () => {
  test("cannot pass for our own word: a reason of lost is a reason", async () => {
    const ctx = await api.user();
    const job = await newJob(ctx);
    await report(ctx, job.id, { type: "started" });
    const failed = await report(ctx, job.id, { type: "failed", message: "lost" });
    expect(failed).toMatchObject({ status: "failed", reason: "lost", lost: false });
    expect((await report(ctx, job.id, { type: "heartbeat" })).status).toBe("failed");
    expect((await summarizeCosts(ctx, { groupBy: "outcome" })).breakdown.map(({ key }) => key)).not.toContain("lost");
  });

  test("is booked no further than now, whatever their clock says", async () => {
    const ctx = await api.user();
    api.clock.set(at("10:00:00"));
    const job = await newJob(ctx);
    await report(ctx, job.id, { type: "started" });
    api.clock.set(at("10:14:00"));
    await report(ctx, job.id, { type: "heartbeat", at: at("10:16:00") });
    await api.due();
    expect(await ledger(ctx, job.id)).toEqual([]);
    expect((await getJob(ctx, { id: job.id })).currentCost).toBe("5.506666666667");
    api.clock.set(at("10:16:00"));
    await api.due();
    expect(await ledger(ctx, job.id)).toHaveLength(1);
  });

  test("lies within 400 days, so that a typing error in a year is not a million rows", async () => {
    const ctx = await api.user();
    const job = await newJob(ctx);
    await report(ctx, job.id, { type: "started", at: "2000-01-01T00:00:00Z" });
    const late = report(ctx, job.id, { type: "completed" });
    await expect(late).rejects.toMatchObject({ code: "BAD_INPUT", fields: [{ field: "at" }] });
  });
});

describe("events of one job at once", () => {
  test("are taken one after the other: one state, one total, nothing doubled", async () => {
    const ctx = await api.user();
    for (let round = 0; round < 8; round += 1) {
      api.clock.set(at("10:00:00"));
      const job = await newJob(ctx);
      await report(ctx, job.id, { type: "started", totalSteps: 100 });
      api.clock.set(at("10:50:00"));
      await Promise.all([
        report(ctx, job.id, { type: "progress", step: 80, at: at("10:40:00") }),
        report(ctx, job.id, { type: "completed", at: at("10:45:00") }),
        report(ctx, job.id, { type: "failed", at: at("10:46:00") }),
        report(ctx, job.id, { type: "heartbeat" }),
        cancelJob(ctx, { id: job.id }).catch(() => {}),
        api.due().catch(() => {}),
        api.due().catch(() => {}),
      ]);
      expect(await getJob(ctx, { id: job.id })).toMatchObject({ status: "completed", finalCost: "17.7", progress: 80 });
    }
    expect(await verifyUser(api.owner.db, ctx.actor.userId)).toBeUndefined();
  });

  test("and a word that comes while a job is given up keeps it, or brings it back", async () => {
    const ctx = await api.user();
    for (let round = 0; round < 8; round += 1) {
      api.clock.set(at("10:00:00"));
      const job = await newJob(ctx);
      await report(ctx, job.id, { type: "started" });
      api.clock.set(at("10:20:00"));
      await Promise.all([api.due(), report(ctx, job.id, { type: "heartbeat" }), api.due()]);
      expect(await getJob(ctx, { id: job.id })).toMatchObject({ status: "running", lost: false });
    }
  });

  test("hold a change of the time zone back until they are through", async () => {
    const ctx = await api.user({ timeZone: "Europe/Berlin" });
    let change: Promise<void> = Promise.resolve();
    await ctx.db.transaction(async (tx) => {
      await recordCost(inside(ctx, tx), { costType: "x", amount: "1", idempotencyKey: "within" });
      const through = new AbortController();
      change = setTimeZone(ctx, "Asia/Tokyo").finally(() => through.abort());
      while (!through.signal.aborted && !(await somebodyWaits())) await Promise.resolve();
    });
    await change;
    expect(await verifyUser(api.owner.db, ctx.actor.userId)).toBeUndefined();
  });

  test("and a change of the time zone leave every sum right", async () => {
    const ctx = await api.user();
    for (const timeZone of ["Asia/Tokyo", "America/New_York", "Asia/Kathmandu", "UTC"]) {
      const writes = Array.from({ length: 12 }, (_, i) =>
        recordCost(ctx, { costType: "x", amount: "0.1", idempotencyKey: `${timeZone}${i}` }),
      );
      await Promise.all([...writes, setTimeZone(ctx, timeZone)]);
    }
    expect(await verifyUser(api.owner.db, ctx.actor.userId)).toBeUndefined();
  });
});
