import { randomUUID } from "node:crypto";
import { add } from "@pipeline/core/money";
import { toInstant } from "@pipeline/core/instant";
import { costRecords } from "@pipeline/db/schema";
import { and, eq } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { summarizeCosts } from "../costs/summary";
import type { Ctx } from "../ctx";
import { createJob } from "../jobs/create";
import { getJob } from "../jobs/get";
import { reportEvent } from "../jobs/report";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";
import { rerateJobs } from "./rerate";
import { addPrice, setPrice } from "./testing";

const START = Date.parse("2026-03-10T00:00:00.000Z");
const NOW = Date.parse("2026-03-10T12:00:00.000Z");

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi(toInstant(NOW));
});

const price = fc
  .bigInt({ min: 0n, max: 10n ** 14n })
  .map((n) => `${n / 10n ** 12n}.${`${n % 10n ** 12n}`.padStart(12, "0")}`);
const offset = fc.integer({ min: 0, max: NOW - START });
const life = fc.record({
  gpuCount: fc.integer({ min: 1, max: 16 }),
  started: offset,
  steps: fc.array(fc.tuple(fc.constantFrom("paused", "resumed", "heartbeat"), offset), { maxLength: 5 }),
  ending: fc.option(offset),
});
type Life = typeof life extends fc.Arbitrary<infer T> ? T : never;
// Wrong and right price from the beginning, and from two instants within the jobs' lives.
const catalogue = fc.record({
  prices: fc.array(fc.tuple(price, price), { minLength: 3, maxLength: 3 }),
  changes: fc.uniqueArray(offset, { minLength: 2, maxLength: 2 }).map((list) => list.toSorted((a, b) => a - b)),
});

async function live(ctx: Ctx, gpuType: string, { gpuCount, started, steps, ending }: Life): Promise<string> {
  const { id } = await createJob(ctx, { gpuType, gpuCount });
  const events = [
    ["started", started],
    ...steps,
    ...(ending === null ? [] : [["completed", ending] as const]),
  ] as const;
  for (const [type, at] of events) {
    await reportEvent(ctx, { jobId: id, eventId: randomUUID(), type, at: toInstant(START + at) });
  }
  await api.due();
  return id;
}

const booked = async (ctx: Ctx, jobId: string) => {
  const rows = await api.admin.db
    .select({ amount: costRecords.amount })
    .from(costRecords)
    .where(and(eq(costRecords.userId, ctx.actor.userId), eq(costRecords.jobId, jobId)));
  return add(...rows.map(({ amount }) => amount));
};

const sum = (ctx: Ctx) => summarizeCosts(ctx, { period: "week", granularity: "hour", groupBy: "gpuType" });

test("after re-rating every sum is as if the price had been right from the start, to the last digit", async () => {
  let serial = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 3 }), catalogue, async (lives, { prices, changes }) => {
      const gpuType = `Random ${(serial += 1)}`;
      const froms = [0, ...changes].map((at, i) => (i === 0 ? "0001-01-01T00:00:00.000Z" : toInstant(START + at)));
      for (const [i, [wrong]] of prices.entries()) {
        const until = froms[i + 1] ?? null;
        await addPrice(api, { gpuType, price: wrong, validFrom: froms[i] ?? "", validTo: until });
      }
      const [ann, bob] = [await api.user(), await api.user()];
      const wrong = await Promise.all(lives.map((one) => live(ann, gpuType, one)));
      for (const [i, [, right]] of prices.entries()) await setPrice(api, gpuType, right, froms[i]);
      const request = { reason: "r", idempotencyKey: "k" };
      const done = await rerateJobs(ann, request);
      const right = await Promise.all(lives.map((one) => live(bob, gpuType, one)));
      for (const [i, id] of wrong.entries()) {
        const [job, twin] = [await getJob(ann, { id }), await getJob(bob, { id: right[i] ?? "" })];
        for (const field of ["currentCost", "finalCost", "perHour", "runs"] as const) {
          expect(job[field]).toEqual(twin[field]);
        }
        expect(await booked(ann, id)).toBe(await booked(bob, right[i] ?? ""));
      }
      expect((await sum(ann)).series).toEqual((await sum(bob)).series);
      expect(await verifyUser(api.owner.db, ann.actor.userId)).toBeUndefined();
      expect(await rerateJobs(ann, { ...request, idempotencyKey: "again" })).toEqual({ corrected: 0, difference: "0" });
      expect(await rerateJobs(ann, request)).toEqual(done);
    }),
    { numRuns: 10 },
  );
}, 120_000);
