import { randomUUID } from "node:crypto";
import { add } from "@pipeline/core/money";
import { beforeAll, describe, expect, test } from "vitest";
import { tell } from "../budgets/testing";
import { listRecords } from "../costs/records";
import { summarizeCosts } from "../costs/summary";
import type { Ctx } from "../ctx";
import { createTestHttp, type TestHttp } from "../http/testing";
import { createJob } from "../jobs/create";
import { getJob } from "../jobs/get";
import { rerateJobs } from "../prices/rerate";
import { addPrice, setPrice } from "../prices/testing";
import { verifyUser } from "../verify/verify";

let http: TestHttp;
beforeAll(async () => {
  http = await createTestHttp();
});

const MINUTE = 60_000;

async function someone() {
  const { userId, headers } = await http.person();
  return { headers, ctx: http.as({ kind: "system", userId }) };
}

/** What a job costs that runs for so long, in ms, from now. */
async function ran(ctx: Ctx, ms: number, input: Parameters<typeof createJob>[1]) {
  const { id } = await createJob(ctx, { gpuCount: 1, ...input });
  await tell(ctx, id, "started");
  http.clock.advance(ms);
  return tell(ctx, id, "completed");
}

const newType = () => `GPU ${randomUUID()}`;
const rerate = (ctx: Ctx) => rerateJobs(ctx, { reason: "The list was wrong.", idempotencyKey: randomUUID() });
const total = async (ctx: Ctx) => (await summarizeCosts(ctx, { period: "week", groupBy: "gpuType" })).total;

describe("a price that is wrong", () => {
  test("langfuse #2785: $30 for what costs cents, for ever; put right the same day, past and present follow", async () => {
    const { ctx } = await someone();
    const gpuType = newType();
    await addPrice(http, { gpuType, price: "30" });
    const wrong = await ran(ctx, 60 * MINUTE, { gpuType });
    expect(wrong.finalCost).toBe("30");
    await setPrice(http, gpuType, "0.09");
    expect((await ran(ctx, 60 * MINUTE, { gpuType })).finalCost).toBe("0.09");
    await rerate(ctx);
    expect((await getJob(ctx, { id: wrong.id })).finalCost).toBe("0.09");
    expect(await total(ctx)).toBe("0.18");
    // What was booked stays as it was booked; the difference stands beside it.
    const { items } = await listRecords(ctx, { jobId: wrong.id, limit: 50 });
    const booked = items.filter(({ correctsId }) => correctsId === null);
    expect([booked, items].map((rows) => add(...rows.map(({ amount }) => amount)))).toEqual(["30", "0.09"]);
    expect(await verifyUser(http.owner.db, ctx.actor.userId, () => http.clock.now)).toBeUndefined();
  });

  test("langfuse #4072: stuck at $0; what has no price is refused, and a price of 0 that was none is put right", async () => {
    const { ctx, headers } = await someone();
    const refused = await http.send("POST", "/api/jobs", { headers, body: { gpu_type: "NVIDIA H100-SXM5-80G" } });
    expect(refused).toMatchObject({ status: 400, body: { details: [{ field: "gpu_type" }] } });
    expect(JSON.stringify(refused.body)).toContain("NVIDIA H100-SXM5-80GB");
    const gpuType = newType();
    await addPrice(http, { gpuType, price: "0" });
    const { id } = await ran(ctx, 60 * MINUTE, { gpuType });
    expect([(await getJob(ctx, { id })).finalCost, await total(ctx)]).toEqual(["0", "0"]);
    await setPrice(http, gpuType, "2");
    await rerate(ctx);
    expect([(await getJob(ctx, { id })).finalCost, await total(ctx)]).toEqual(["2", "2"]);
  });
});

test("langfuse #2382: what is free accrues; one's own machine at 0 costs 0, though others' have a price", async () => {
  const { ctx } = await someone();
  const own = newType();
  await addPrice(http, { gpuType: own, price: "3", aliases: [`${own} alias`] });
  await addPrice(http, { gpuType: own, price: "0", provider: "basement" });
  for (const input of [
    { gpuType: own, provider: "basement" },
    { gpuType: own, unitPrice: "0" },
  ]) {
    const { id } = await createJob(ctx, { gpuCount: 8, ...input });
    await tell(ctx, id, "started");
    for (let quarter = 0; quarter < 4; quarter++) {
      http.clock.advance(15 * MINUTE);
      await tell(ctx, id, "heartbeat");
      await http.due();
      expect(await getJob(ctx, { id })).toMatchObject({ currentCost: "0", perHour: "0" });
    }
    expect((await tell(ctx, id, "completed")).finalCost).toBe("0");
  }
  expect(await total(ctx)).toBe("0");
});

test("langfuse #2029: $0.0008 here and $0.0010149999999999998 there; every place says 0.001015", async () => {
  const { ctx, headers } = await someone();
  // 1.015 an hour for 3.6 seconds.
  const { id, finalCost } = await ran(ctx, 3_600, { gpuType: newType(), unitPrice: "1.015" });
  const { items } = await listRecords(ctx, { jobId: id, limit: 1 });
  const { breakdown } = await summarizeCosts(ctx, { period: "today", groupBy: "job" });
  expect([finalCost, items[0]?.amount, breakdown[0]?.amount, await total(ctx)]).toEqual(Array(4).fill("0.001015"));
  for (const path of [`/api/jobs/${id}`, "/api/costs", "/api/costs/export?format=json"]) {
    const response = await http.pipeline.handle(new Request(`http://localhost:3000${path}`, { headers }));
    expect(await response.text()).toMatch(/[:"]0\.001015[,"}]/);
  }
});
