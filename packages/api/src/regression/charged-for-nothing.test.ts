import { randomUUID } from "node:crypto";
import type { ReportEvent } from "@pipeline/core/jobs";
import { costRecords } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { summarizeCosts } from "../costs/summary";
import type { Ctx } from "../ctx";
import { cancelJob } from "../jobs/cancel";
import { createJob } from "../jobs/create";
import { getJob } from "../jobs/get";
import { reportEvent } from "../jobs/report";
import { keepFile } from "../storage/keep";
import { createTestApi, type TestApi } from "../testing";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const HOUR = 3_600_000;
const GPUS = { gpuType: "NVIDIA H100-SXM5-80GB", gpuCount: 8 };
const say = (ctx: Ctx, jobId: string, type: ReportEvent["type"], over: Partial<ReportEvent> = {}) =>
  reportEvent(ctx, { jobId, eventId: randomUUID(), type, ...over });

async function spent(ctx: Ctx) {
  const { total, live } = await summarizeCosts(ctx, { period: "week", groupBy: "outcome" });
  const rows = await api.admin.db.select().from(costRecords).where(eq(costRecords.userId, ctx.actor.userId));
  return { total, live: live.amount, records: rows.length };
}

describe("what never ran is not charged", () => {
  test("skypilot #1751: a hundred launches that failed or were canceled before they started come to nothing", async () => {
    const ctx = await api.user();
    const jobs = await Promise.all(Array.from({ length: 100 }, () => createJob(ctx, GPUS)));
    api.clock.advance(2 * HOUR);
    await api.due();
    for (const [index, { id }] of jobs.entries()) {
      const ended = index % 2 === 0 ? await cancelJob(ctx, { id }) : await say(ctx, id, "failed", { message: "quota" });
      expect(ended).toMatchObject({ currentCost: "0", finalCost: "0", perHour: "0", runs: [], estimateError: null });
    }
    api.clock.advance(HOUR);
    await api.due();
    expect(await spent(ctx)).toEqual({ total: "0", live: "0", records: 0 });
  });

  test("parameter-golf #821: machines that send signs of life and never boot cost nothing, however long", async () => {
    const ctx = await api.user();
    for (let pod = 0; pod < 5; pod += 1) {
      const { id } = await createJob(ctx, GPUS);
      await say(ctx, id, "heartbeat");
      api.clock.advance(3 * HOUR);
      await api.due();
      await say(ctx, id, "progress", { step: 0, totalSteps: 10 });
      expect(await getJob(ctx, { id })).toMatchObject({ status: "queued", currentCost: "0", perHour: "0" });
      await say(ctx, id, "failed", { message: "never booted" });
    }
    expect(await spent(ctx)).toEqual({ total: "0", live: "0", records: 0 });
  });
});

describe("what has ended costs no more", () => {
  test("skypilot #2769: ended jobs do not grow when others run", async () => {
    const ctx = await api.user();
    const ends = ["completed", "failed", "canceled", "lost"] as const;
    const ended: string[] = [];
    for (const end of ends) {
      const { id } = await createJob(ctx, GPUS);
      await say(ctx, id, "started");
      api.clock.advance(10 * 60_000);
      await say(ctx, id, "heartbeat");
      if (end === "canceled") await cancelJob(ctx, { id });
      else if (end !== "lost") await say(ctx, id, end);
      api.clock.advance(HOUR);
      await api.due();
      ended.push(id);
    }
    const look = async () =>
      Promise.all(
        ended.map(async (id) => {
          const { runs, startedAt, endedAt, finalCost, currentCost, estimateError } = await getJob(ctx, { id });
          return { runs, startedAt, endedAt, finalCost, currentCost, estimateError };
        }),
      );
    const before = await look();
    expect(before.map(({ finalCost }) => finalCost)).toEqual(Array(4).fill("3.933333333333"));
    for (let i = 0; i < 3; i += 1) {
      const { id } = await createJob(ctx, GPUS);
      await say(ctx, id, "started");
      api.clock.advance(24 * HOUR);
      await say(ctx, id, "completed");
      await api.due();
    }
    expect(await look()).toEqual(before);
  });

  test("ultralytics/hub #1058: sixteen hours without a word are not billed", async () => {
    const ctx = await api.user();
    const { id } = await createJob(ctx, GPUS);
    await say(ctx, id, "started");
    api.clock.advance(30 * 60_000);
    await say(ctx, id, "heartbeat");
    api.clock.advance(16 * HOUR);
    await api.due();
    expect(await getJob(ctx, { id })).toMatchObject({
      status: "failed",
      reason: "lost",
      finalCost: "11.8",
      perHour: "0",
    });
    expect(await spent(ctx)).toMatchObject({ total: "11.8", live: "0" });
  });
});

describe("what is used is not forgotten", () => {
  test("skypilot #1670: a spot job that was preempted costs the sum of all its launches", async () => {
    const ctx = await api.user();
    const { id } = await createJob(ctx, GPUS);
    await say(ctx, id, "started");
    for (let launch = 0; launch < 3; launch += 1) {
      api.clock.advance(HOUR);
      await say(ctx, id, "paused", { message: "preempted" });
      api.clock.advance(2 * HOUR);
      await api.due();
      // A machine that comes back may say that it has started once more.
      await say(ctx, id, launch === 1 ? "started" : "resumed");
    }
    api.clock.advance(HOUR);
    const done = await say(ctx, id, "completed");
    expect(done.runs).toHaveLength(4);
    expect(done.finalCost).toBe("94.4");
    expect((await spent(ctx)).total).toBe("94.4");
  });

  test("skypilot #1644: a disk is paid for while its machine is stopped", async () => {
    const ctx = await api.user();
    api.clock.set("2026-06-01T12:00:00.000Z");
    const { id } = await createJob(ctx, GPUS);
    await say(ctx, id, "started");
    const disk = { kind: "dataset" as const, name: "disk", sizeBytes: 730_000_000_000, idempotencyKey: "disk" };
    await keepFile(ctx, disk);
    await say(ctx, id, "paused");
    const before = (await spent(ctx)).total;
    api.clock.advance(10 * HOUR);
    await api.due();
    expect([before, (await spent(ctx)).total]).toEqual(["0", "0.23"]);
  });
});
