import { toInstant } from "@pipeline/core/instant";
import type { CreateJob, ReportEvent } from "@pipeline/core/jobs";
import { costRecords, prices } from "@pipeline/db/schema";
import { and, asc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { summarizeCosts } from "../costs/summary";
import type { Ctx } from "../ctx";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";
import { createJob } from "./create";
import { getJob } from "./get";
import { reportEvent } from "./report";

const SPOT = "Spot GPU";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
  // 2 an hour until eleven, 5 from then on.
  await api.admin.db.insert(prices).values([
    { unit: "gpu_hour", gpuType: SPOT, price: "2", validFrom: at("00:00:00"), validTo: at("11:00:00") },
    { unit: "gpu_hour", gpuType: SPOT, price: "5", validFrom: at("11:00:00") },
  ]);
});

function at(clock: string): string {
  return `2026-03-10T${clock}.000Z`;
}

type Word = [type: ReportEvent["type"], at: string];

/** A job on one GPU that tells these words, each when it happens. */
async function tell(ctx: Ctx, words: readonly Word[], over: Partial<CreateJob> = {}) {
  api.clock.set(words[0]?.[1] ?? at("10:00:00"));
  const job = await createJob(ctx, { gpuType: SPOT, gpuCount: 1, project: "p", ...over });
  for (const [index, [type, instant]] of words.entries()) {
    api.clock.set(instant);
    await reportEvent(ctx, { jobId: job.id, eventId: `${index}`, type });
    await api.due();
  }
  return job.id;
}

describe("a paused job", () => {
  test("costs nothing, on no screen, until it is resumed", async () => {
    const ctx = await api.user();
    const id = await tell(ctx, [
      ["started", at("09:00:00")],
      ["paused", at("09:30:00")],
    ]);
    const before = await getJob(ctx, { id });
    expect(before).toMatchObject({ status: "paused", currentCost: "1", perHour: "0" });
    api.clock.set(at("10:29:59"));
    await api.due();
    expect(await getJob(ctx, { id })).toMatchObject({ status: "paused", currentCost: "1" });
    const { total, live } = await summarizeCosts(ctx, { period: "today", groupBy: "costType" });
    expect([total, live.perHour, live.runningJobs]).toEqual(["1", "0", 0]);
    api.clock.set(at("10:30:00"));
    await reportEvent(ctx, { jobId: id, eventId: "back", type: "resumed" });
    api.clock.set(at("10:45:00"));
    await reportEvent(ctx, { jobId: id, eventId: "on", type: "heartbeat" });
    expect(await getJob(ctx, { id })).toMatchObject({ status: "running", currentCost: "1.5", perHour: "2" });
  });

  test("comes back at the price of its relaunch, and its first run keeps its own", async () => {
    const ctx = await api.user();
    const id = await tell(ctx, [
      ["started", at("10:00:00")],
      ["paused", at("10:30:00")],
      ["resumed", at("11:30:00")],
      ["completed", at("12:00:00")],
    ]);
    const job = await getJob(ctx, { id });
    expect(job.runs.map(({ unitPrice }) => unitPrice)).toEqual(["2", "5"]);
    expect(job.finalCost).toBe("3.5");
    expect(await verifyUser(api.owner.db, ctx.actor.userId)).toBeUndefined();
  });

  test("that runs on over a change of the price keeps the one it was launched at", async () => {
    const ctx = await api.user();
    const id = await tell(ctx, [
      ["started", at("10:30:00")],
      ["completed", at("11:30:00")],
    ]);
    expect((await getJob(ctx, { id })).finalCost).toBe("2");
  });

  test("comes back at its own price when its owner named one", async () => {
    const ctx = await api.user();
    const words: Word[] = [
      ["started", at("10:00:00")],
      ["paused", at("10:30:00")],
      ["resumed", at("11:30:00")],
      ["completed", at("12:00:00")],
    ];
    const id = await tell(ctx, words, { unitPrice: "1" });
    expect((await getJob(ctx, { id })).finalCost).toBe("1");
  });

  test("whose pause is told when it is long over is corrected, and the relaunch takes its own price", async () => {
    const ctx = await api.user();
    const id = await tell(ctx, [
      ["started", at("10:00:00")],
      ["heartbeat", at("10:50:00")],
      ["heartbeat", at("11:50:00")],
    ]);
    await reportEvent(ctx, { jobId: id, eventId: "r", type: "resumed", at: at("11:15:00") });
    await reportEvent(ctx, { jobId: id, eventId: "p", type: "paused", at: at("10:15:00") });
    api.clock.set(at("12:15:00"));
    expect((await reportEvent(ctx, { jobId: id, eventId: "c", type: "completed" })).finalCost).toBe("5.5");
    expect(await verifyUser(api.owner.db, ctx.actor.userId)).toBeUndefined();
  });
});

describe("usage that is told late", () => {
  test("lands in the month in which it was used, whatever day it is", async () => {
    const ctx = await api.user({ timeZone: "America/New_York" });
    api.clock.set("2026-04-02T12:00:00.000Z");
    const job = await createJob(ctx, { gpuType: "x", unitPrice: "1", gpuCount: 1 });
    const late = (type: "started" | "completed", instant: string) =>
      reportEvent(ctx, { jobId: job.id, eventId: type, type, at: instant });
    // Two hours on each side of midnight in New York, which is four in the morning in UTC.
    await late("started", "2026-04-01T02:00:00.000Z");
    await late("completed", "2026-04-01T06:00:00.000Z");
    const total = async (day: string) => (await summarizeCosts(ctx, { from: day, to: day, groupBy: "costType" })).total;
    expect([await total("2026-03-31"), await total("2026-04-01"), await total("2026-04-02")]).toEqual(["2", "2", "0"]);
    const booked = await api.admin.db
      .select()
      .from(costRecords)
      .where(and(eq(costRecords.userId, ctx.actor.userId), eq(costRecords.jobId, job.id)))
      .orderBy(asc(costRecords.recordedAt));
    expect([booked[0]?.recordedAt, booked[0]?.createdAt]).toEqual([
      "2026-04-01T02:00:00.000Z",
      toInstant(api.clock.now),
    ]);
  });
});
