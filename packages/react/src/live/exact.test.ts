import {
  createBudget,
  createJob,
  getJob,
  listBudgets,
  reportEvent,
  summarizeCosts,
  type Ctx,
} from "@pipeline/api/services";
import { createTestApi } from "@pipeline/api/testing";
import { CreateBudget } from "@pipeline/core/budgets";
import { GROUP_BYS } from "@pipeline/core/cost-words";
import { add, type Money } from "@pipeline/core/money";
import fc from "fast-check";
import { expect, test } from "vitest";
import { budgetMeter, jobMeter, liveMeter, readMeters, totalMeter } from "./meter";
import { summaryAt } from "./summary-at";

const server = await createTestApi();
const MINUTE = 60_000;

let told = 0;
const say = (
  ctx: Ctx,
  jobId: string,
  type: "started" | "heartbeat" | "paused" | "resumed" | "completed",
  at?: string,
) => reportEvent(ctx, { jobId, eventId: `${told++}`, type, ...(at !== undefined && { at }) });

async function run(ctx: Ctx, unitPrice: string, gpuCount: number, project?: string): Promise<string> {
  const { id } = await createJob(ctx, { unitPrice, gpuCount, ...(project !== undefined && { project }) });
  await say(ctx, id, "started");
  return id;
}

const metersOf = async (ctx: Ctx, ids: readonly string[]) =>
  (await Promise.all(ids.map((id) => getJob(ctx, { id })))).map(jobMeter);
const costsOf = async (ctx: Ctx, ids: readonly string[]) =>
  add(...(await Promise.all(ids.map((id) => getJob(ctx, { id })))).map((job) => job.currentCost));
const weekOf = (ctx: Ctx) => summarizeCosts(ctx, { period: "week", groupBy: "job" });

const price = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 999_999_999_999 }));
const machine = fc.record({
  price: price.map(([whole, rest]): Money => `${whole}.${String(rest).padStart(12, "0")}`),
  gpus: fc.integer({ min: 1, max: 64 }),
  // How long after the machine before it this one starts.
  after: fc.integer({ min: 0, max: 5 * MINUTE }),
});
const step = fc.record({
  ms: fc.integer({ min: 1, max: 13 * MINUTE }),
  job: fc.nat(),
  does: fc.constantFrom("nothing", "book", "pause", "resume"),
});

test("one answer says what the server will say at any later instant, through bookings, to the last digit", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(machine, { minLength: 1, maxLength: 4 }),
      fc.array(step, { minLength: 1, maxLength: 8 }),
      async (machines, steps) => {
        server.clock.set("2026-03-10T03:00:00.123Z");
        const ctx = await server.user();
        const ids: string[] = [];
        for (const { price: unitPrice, gpus, after } of machines) {
          server.clock.advance(after);
          ids.push(await run(ctx, unitPrice, gpus));
        }
        let meters = await metersOf(ctx, ids);
        let week = await weekOf(ctx);
        for (const { ms, job, does } of steps) {
          server.clock.advance(ms);
          for (const id of ids) await say(ctx, id, "heartbeat");
          if (does === "book") await server.due();
          const { now } = server.clock;
          const later = await weekOf(ctx);
          expect(readMeters(meters, now)).toBe(await costsOf(ctx, ids));
          expect(readMeters([totalMeter(week)], now)).toBe(later.total);
          const [id = ""] = ids.slice(job % ids.length);
          if (does === "pause") await say(ctx, id, "paused");
          if (does === "resume") await say(ctx, id, "resumed");
          if (does === "nothing" || does === "book") continue;
          [meters, week] = [await metersOf(ctx, ids), await weekOf(ctx)];
        }
        server.clock.advance(7 * MINUTE + 7);
        const shown = meters.map((meter) => readMeters([meter], server.clock.now));
        const ended = [];
        for (const id of ids) ended.push((await say(ctx, id, "completed")).finalCost);
        expect(shown).toEqual(ended);
        const { total, live } = await weekOf(ctx);
        expect(readMeters([totalMeter(week)], server.clock.now)).toBe(total);
        expect(live).toMatchObject({ amount: "0", runs: [] });
      },
    ),
    { numRuns: 6 },
  );
});

test("what is live of a total is live of it at every later instant, until it is booked", async () => {
  server.clock.set("2026-03-10T09:07:00.000Z");
  const ctx = await server.user();
  await run(ctx, "2.950000000007", 7);
  server.clock.advance(11 * MINUTE);
  const week = await weekOf(ctx);
  server.clock.advance(3 * MINUTE + 1);
  const later = await weekOf(ctx);
  expect(readMeters([liveMeter(week)], server.clock.now)).toBe(later.live.amount);
});

test("a window of days that ends tonight stops growing tonight", async () => {
  server.clock.set("2026-03-10T23:50:00.000Z");
  const ctx = await server.user();
  const id = await run(ctx, "0.700000000001", 3);
  const today = () => summarizeCosts(ctx, { from: "2026-03-10", to: "2026-03-10", groupBy: "job" });
  const before = await today();
  server.clock.advance(14 * MINUTE);
  await say(ctx, id, "heartbeat");
  const after = await today();
  expect(readMeters([totalMeter(before)], server.clock.now)).toBe(after.total);
  expect(after.live.runs).toEqual([]);
});

test("a window that is past, or still to come, rests though something runs", async () => {
  server.clock.set("2026-03-10T12:00:00.000Z");
  const ctx = await server.user();
  await run(ctx, "1", 1);
  for (const days of [
    { from: "2026-02-01", to: "2026-02-28" },
    { from: "2026-04-01", to: "2026-04-30" },
  ]) {
    const { live } = await summarizeCosts(ctx, { ...days, groupBy: "job" });
    expect(live).toMatchObject({ perHour: "1", runs: [] });
  }
});

test("a pause that a trainer's clock puts two seconds ahead is billed for two more seconds, here as there", async () => {
  server.clock.set("2026-03-10T12:00:00.000Z");
  const ctx = await server.user();
  const id = await run(ctx, "3.6", 1);
  server.clock.advance(MINUTE);
  await say(ctx, id, "paused", "2026-03-10T12:01:02.000Z");
  const meters = await metersOf(ctx, [id]);
  server.clock.advance(1000);
  expect(readMeters(meters, server.clock.now)).toBe("0.061");
  expect(await costsOf(ctx, [id])).toBe("0.061");
  server.clock.advance(MINUTE);
  expect(readMeters(meters, server.clock.now)).toBe("0.062");
  expect(await costsOf(ctx, [id])).toBe("0.062");
});

test.each(GROUP_BYS)("a summary by %s, its parts and bars go on as the server's do", async (groupBy) => {
  server.clock.set("2026-03-10T09:20:00.000Z");
  const ctx = await server.user();
  const ids = [await run(ctx, "2.950000000007", 7), await run(ctx, "0.000000000003", 1)];
  server.clock.advance(5 * MINUTE);
  await say(ctx, ids[1] ?? "", "paused");
  server.clock.advance(2 * MINUTE + 3);
  const summary = () => summarizeCosts(ctx, { from: "2026-03-10", to: "2026-03-10", granularity: "hour", groupBy });
  const before = await summary();
  for (const ms of [MINUTE, 50 * MINUTE]) {
    server.clock.advance(ms);
    await say(ctx, ids[0] ?? "", "heartbeat");
    const { total, breakdown, series } = await summary();
    expect(summaryAt(before, server.clock.now)).toMatchObject({ total, breakdown, series });
  }
});

/** What each budget has spent in the period that began at an instant, present or past. */
async function spentIn(ctx: Ctx, starts: readonly string[]) {
  const { items } = await listBudgets(ctx);
  return items.map(({ current, spent, periods }, i) =>
    current.start === starts[i] ? spent : periods.find(({ start }) => start === starts[i])?.spent,
  );
}

async function threeBudgets(ctx: Ctx): Promise<void> {
  // Made at one instant, they are listed by name.
  for (const scope of [{ period: "month" }, { period: "week", project: "a" }, { period: "week" }]) {
    const name = `${scope.period} ${scope.project ?? "of all"}`;
    await createBudget(ctx, CreateBudget.parse({ name, amount: "100", ...scope }));
  }
}

test("budgets go on as the server's do, through bookings and pauses, and rest where their period ends", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(machine, { minLength: 1, maxLength: 4 }),
      fc.array(step, { minLength: 1, maxLength: 8 }),
      async (machines, steps) => {
        // The last hour of a Sunday: weeks end while machines run, the month goes on.
        server.clock.set("2026-03-29T23:20:00.123Z");
        const ctx = await server.user();
        await threeBudgets(ctx);
        const ids: string[] = [];
        for (const [i, { price: unitPrice, gpus, after }] of machines.entries()) {
          server.clock.advance(after);
          ids.push(await run(ctx, unitPrice, gpus, i % 2 === 0 ? "a" : undefined));
        }
        let { items } = await listBudgets(ctx);
        for (const { ms, job, does } of steps) {
          server.clock.advance(ms);
          for (const id of ids) await say(ctx, id, "heartbeat");
          if (does === "book") await server.due();
          const starts = items.map(({ current }) => current.start);
          const shown = items.map((budget) => readMeters([budgetMeter(budget)], server.clock.now));
          expect(shown).toEqual(await spentIn(ctx, starts));
          const [id = ""] = ids.slice(job % ids.length);
          if (does === "pause") await say(ctx, id, "paused");
          if (does === "resume") await say(ctx, id, "resumed");
          if (does === "nothing" || does === "book") continue;
          ({ items } = await listBudgets(ctx));
        }
      },
    ),
    { numRuns: 6 },
  );
});

test("a week that ends while a machine runs rests at its end, to the last digit", async () => {
  server.clock.set("2026-03-29T23:50:00.000Z");
  const ctx = await server.user();
  await threeBudgets(ctx);
  const id = await run(ctx, "0.700000000001", 3, "a");
  server.clock.advance(MINUTE);
  const { items } = await listBudgets(ctx);
  server.clock.advance(13 * MINUTE);
  await say(ctx, id, "heartbeat");
  const shown = items.map((budget) => readMeters([budgetMeter(budget)], server.clock.now));
  expect(shown).toEqual(["0.490000000001", "0.35", "0.35"]);
  expect(
    await spentIn(
      ctx,
      items.map(({ current }) => current.start),
    ),
  ).toEqual(shown);
});
