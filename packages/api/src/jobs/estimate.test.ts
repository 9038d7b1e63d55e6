import { randomUUID } from "node:crypto";
import { toInstant } from "@pipeline/core/instant";
import type { CreateJob } from "@pipeline/core/jobs";
import { jobs } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { recordCost } from "../costs/record";
import type { Ctx } from "../ctx";
import { createTestApi, type TestApi } from "../testing";
import { cancelJob } from "./cancel";
import { createJob } from "./create";
import { estimateJob } from "./estimate";
import { estimateErrors } from "./estimate-errors";
import { getJob } from "./get";
import { reportEvent } from "./report";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const HOUR = 3_600_000;
const GPU = "NVIDIA H100-SXM5-80GB";
const PLAN = { gpuType: GPU, gpuCount: 8, estimatedHours: 10 };
// The prices of the catalogue: 8 × 2.95 = 23.6 an hour.

type End = "completed" | "failed" | "canceled" | "lost";

/** A job that was planned for ten hours and ends in some way after so many. */
async function past(ctx: Ctx, hours: number, over: Partial<CreateJob> = {}, end: End = "completed") {
  const job = await createJob(ctx, { ...PLAN, ...over });
  const at = toInstant(api.clock.now - hours * HOUR);
  await reportEvent(ctx, { jobId: job.id, eventId: "start", type: "started", at });
  if (end === "canceled") return cancelJob(ctx, { id: job.id });
  if (end === "lost") {
    api.clock.advance(HOUR);
    await api.due();
    return getJob(ctx, { id: job.id });
  }
  return reportEvent(ctx, { jobId: job.id, eventId: "end", type: end });
}

async function series(ctx: Ctx, hours: readonly number[], over: Partial<CreateJob> = {}) {
  for (const each of hours) {
    await past(ctx, each, over);
    api.clock.advance(1000);
  }
}

describe("an estimate without a history", () => {
  test("is the plan; it may stop as early as real runs have, and goes to the plan's end at the most", async () => {
    const ctx = await api.user();
    expect(await estimateJob(ctx, PLAN)).toEqual({
      low: "18.88",
      expected: "236",
      high: "236",
      unitPrice: "2.95",
      basis: "10 planned hours; LoRA runs have stopped at 8 to 56% of their plan",
      samples: 0,
    });
  });

  test("is made at a price of one's own, also of a GPU that the catalogue does not know", async () => {
    const ctx = await api.user();
    const plan = { ...PLAN, gpuType: "Abacus" };
    expect(await estimateJob(ctx, { ...plan, unitPrice: "0.5" })).toMatchObject({ expected: "40" });
    await expect(estimateJob(ctx, plan)).rejects.toMatchObject({ fields: [{ field: "gpuType" }] });
  });
});

describe("an estimate with a history", () => {
  test("is what completed jobs of its kind used of their plans, from the third on", async () => {
    const ctx = await api.user();
    await series(ctx, [3, 4]);
    expect(await estimateJob(ctx, PLAN)).toMatchObject({ expected: "236", samples: 0 });
    await series(ctx, [8]);
    expect(await estimateJob(ctx, PLAN)).toEqual({
      low: "70.8",
      expected: "94.4",
      high: "188.8",
      unitPrice: "2.95",
      basis:
        "40% of 10 planned hours, as in 3 completed jobs with the same GPU type, GPU count, and preset; failed, canceled and lost jobs do not count",
      samples: 3,
    });
  });

  test("learns nothing from jobs that failed, were canceled or lost", async () => {
    const ctx = await api.user();
    for (const end of ["failed", "canceled", "lost"] as const) {
      for (let i = 0; i < 3; i += 1) await past(ctx, 1, {}, end);
    }
    expect((await estimateJob(ctx, PLAN)).samples).toBe(0);
  });

  test("learns nothing from anybody else's jobs", async () => {
    const [ann, bob] = [await api.user(), await api.user()];
    await series(ann, [1, 1, 1]);
    expect((await estimateJob(bob, PLAN)).samples).toBe(0);
  });

  test("learns shares of plans, so that another plan and another price change nothing", async () => {
    const ctx = await api.user();
    await series(ctx, [2, 2, 2], { unitPrice: "100" });
    const { expected } = await estimateJob(ctx, { ...PLAN, estimatedHours: 1, unitPrice: "1" });
    expect(expected).toBe("1.6");
  });

  test("counts paid time alone: a pause is no part of it, other costs of the job neither", async () => {
    const ctx = await api.user();
    for (let i = 0; i < 3; i += 1) {
      const job = await createJob(ctx, PLAN);
      const tell = (type: "started" | "paused" | "resumed" | "completed", hours: number) =>
        reportEvent(ctx, { jobId: job.id, eventId: type, type, at: toInstant(api.clock.now - hours * HOUR) });
      await tell("started", 9);
      await tell("paused", 8);
      await tell("resumed", 3);
      await tell("completed", 1);
      await recordCost(ctx, { costType: "fee", amount: "500", jobId: job.id, idempotencyKey: job.id });
    }
    expect(await estimateJob(ctx, PLAN)).toMatchObject({ expected: "70.8", samples: 3 });
  });

  test("prefers the narrower kind where it has enough jobs: project, base model, preset, GPU count", async () => {
    const ctx = await api.user();
    const kind = { baseModel: "llama", project: "p", presetId: "thorough" } as const;
    await series(ctx, [1, 1, 1], kind);
    await series(ctx, [2, 2, 2], { ...kind, project: "q" });
    await series(ctx, [3, 3, 3], { ...kind, project: "q", presetId: "fast" });
    await series(ctx, [4, 4, 4], { baseModel: "other", presetId: "balanced" });
    await series(ctx, [5, 5, 5], { gpuCount: 4, presetId: "balanced" });
    const share = async (over: object) => Number((await estimateJob(ctx, { ...PLAN, ...over })).expected) / 23.6;
    expect(await share(kind)).toBeCloseTo(1);
    // No job of project z: those of its model and preset, three at one hour and three at two.
    expect(await share({ ...kind, project: "z" })).toBeCloseTo(1.5);
    expect(await share({ ...kind, project: "z", presetId: "balanced" })).toBeCloseTo(2);
    expect(await share({ baseModel: "none of them", presetId: "fast" })).toBeCloseTo(2.5);
  });

  test("of jobs of another size is as unsure as one without a history", async () => {
    const ctx = await api.user();
    await series(ctx, [5, 5, 5], { gpuCount: 4 });
    expect(await estimateJob(ctx, PLAN)).toMatchObject({ low: "18.88", expected: "118", high: "236", samples: 3 });
  });

  test("looks at the latest 50, so that what changed long ago is forgotten", async () => {
    const ctx = await api.user();
    await series(ctx, [9]);
    const [job] = await api.admin.db.select().from(jobs).where(eq(jobs.userId, ctx.actor.userId));
    if (!job) throw new Error("no job");
    const copies = Array.from({ length: 50 }, (_, i) => {
      const end = toInstant(api.clock.now + i * 1000);
      const runs = [{ start: toInstant(api.clock.now + i * 1000 - HOUR), end, unitPrice: "2.95", gpuCount: 8 }];
      return { ...job, id: randomUUID(), idempotencyKey: null, endedAt: end, runs };
    });
    await api.admin.db.insert(jobs).values(copies);
    expect(await estimateJob(ctx, PLAN)).toMatchObject({ expected: "23.6", high: "29.5", samples: 50 });
  });

  test("survives plans that were none", async () => {
    const ctx = await api.user();
    await series(ctx, [1, 1, 1], { estimatedHours: 1e-9 });
    expect((await estimateJob(ctx, PLAN)).samples).toBe(0);
    await series(ctx, [9, 9, 9], { estimatedHours: 0.000_001 });
    expect(await estimateJob(ctx, PLAN)).toMatchObject({ expected: "23600", samples: 3 });
  });
});

describe("a job", () => {
  test("keeps its estimate with all that it rested on, and that is what it is expected to cost", async () => {
    const ctx = await api.user();
    await series(ctx, [3, 4, 8]);
    const [asked, job] = [await estimateJob(ctx, PLAN), await createJob(ctx, { ...PLAN, provider: "acme" })];
    const { unitPrice, ...rest } = asked;
    expect(job.estimate).toEqual({
      ...rest,
      inputs: {
        provider: "acme",
        region: null,
        purchaseOption: null,
        gpuType: GPU,
        gpuCount: 8,
        unitPrice,
        estimatedHours: 10,
      },
    });
    expect(job.estimatedTotalCost).toBe(asked.expected);
  });

  test("says by how much its estimate was off once it has ended, and not before", async () => {
    const ctx = await api.user();
    const job = await createJob(ctx, PLAN);
    expect(job.estimateError).toBeNull();
    expect((await past(ctx, 4)).estimateError).toBeCloseTo(-0.6);
    expect((await past(ctx, 15)).estimateError).toBeCloseTo(0.5);
    // What never started was not estimated wrongly.
    expect((await cancelJob(ctx, { id: job.id })).estimateError).toBeNull();
  });
});

describe("the errors of estimates", () => {
  test("are told by GPU type: median and mean of completed jobs, whatever their sign", async () => {
    const ctx = await api.user();
    expect(await estimateErrors(ctx)).toEqual({ items: [] });
    await series(ctx, [9, 12]);
    await past(ctx, 1, {}, "failed");
    await series(ctx, [4], { gpuType: "NVIDIA L40S" });
    const { items } = await estimateErrors(ctx);
    expect(items.map(({ gpuType, jobs: count }) => [gpuType, count])).toEqual([
      [GPU, 2],
      ["NVIDIA L40S", 1],
    ]);
    expect(items[0]?.median).toBeCloseTo(0.15);
    expect(items[0]?.mean).toBeCloseTo(0.15);
    expect(items[1]?.mean).toBeCloseTo(0.6);
  });
});
