import { GROUP_BYS } from "@pipeline/core/cost-words";
import { toMs } from "@pipeline/core/instant";
import { fromUnits, toUnits } from "@pipeline/core/money";
import { addDays, localDate } from "@pipeline/core/time-zone";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { listBudgets } from "../budgets/list";
import { summarizeCosts } from "../costs/summary";
import type { Ctx } from "../ctx";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";
import type { Real } from "./command";
import { COMMANDS } from "./commands";
import { chargesIn, reservedUnder, spentUnder, sumBy, totalOf, type Model } from "./model";

const RUNS = Number(process.env["MODEL_RUNS"] ?? 8);
const COMMANDS_A_RUN = Number(process.env["MODEL_COMMANDS"] ?? 30);
const START = Date.parse("2026-09-28T09:07:03.123Z");
const VIEWER_ZONES = ["Asia/Kathmandu", "America/New_York"];

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const KEYS = { costType: "costType", project: "project", gpuType: "gpuType", job: "job", outcome: "outcome" } as const;

/** Total, every breakdown and every series, in the account's zone and others, are what the model says. */
async function compareSummaries(ctx: Ctx, model: Model): Promise<void> {
  for (const timeZone of [model.timeZone, ...VIEWER_ZONES]) {
    const today = localDate(model.now, timeZone);
    const window = { from: addDays(today, -50), to: addDays(today, 1), timeZone };
    for (const groupBy of timeZone === model.timeZone ? GROUP_BYS : (["costType"] as const)) {
      const summary = await summarizeCosts(ctx, { ...window, groupBy });
      const charges = chargesIn(model, toMs(summary.range.from), toMs(summary.range.to));
      const total = fromUnits(totalOf(charges));
      const shown = Object.fromEntries(summary.breakdown.map(({ key, amount }) => [key, toUnits(amount)] as const));
      expect([timeZone, groupBy, summary.total]).toEqual([timeZone, groupBy, total]);
      expect(sumBy(charges, (charge) => charge[KEYS[groupBy]])).toEqual(withoutZeros(shown));
      for (const [i, bucket] of summary.series.entries()) {
        const end = summary.series[i + 1]?.start ?? summary.range.to;
        expect([bucket.label, toUnits(bucket.total)]).toEqual([
          bucket.label,
          totalOf(chargesIn(model, toMs(bucket.start), toMs(end))),
        ]);
      }
    }
  }
}

function withoutZeros(sums: Record<string, bigint>): Record<string, bigint> {
  return Object.fromEntries(
    Object.entries(sums)
      .filter(([, units]) => units !== 0n)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);

/** What is spent, reserved and told, this period and before. */
async function compareBudgets(ctx: Ctx, model: Model): Promise<void> {
  const { items } = await listBudgets(ctx);
  const shown = items.map(({ id, spent, reserved, fired, current, periods }) => ({
    id,
    reserved,
    periods: [
      { start: current.start, spent, fired },
      ...periods.map((past) => ({ start: past.start, spent: past.spent, fired: past.fired })),
    ],
  }));
  const expected = model.budgets.map((budget) => ({
    id: budget.id,
    reserved: fromUnits(reservedUnder(model, budget)),
    // The present one and the twelve before it are shown.
    periods: budget.periods
      .toReversed()
      .slice(0, 13)
      .map((period) => ({
        start: new Date(period.start).toISOString(),
        spent: fromUnits(spentUnder(model, budget, period)),
        fired: [...period.fired].sort((a, b) => a - b),
      })),
  }));
  expect(shown.sort(byId)).toEqual(expected.sort(byId));
}

/** A new user, and a model of nothing yet. */
async function setup(): Promise<{ model: Model; real: Real }> {
  api.clock.now = START;
  const ctx = await api.user();
  // One clock: a command that moves the model's moves the backend's.
  const model: Model = {
    get now() {
      return api.clock.now;
    },
    set now(at) {
      api.clock.now = at;
    },
    timeZone: "UTC",
    records: [],
    jobs: [],
    budgets: [],
  };
  const compare = async () => {
    await compareSummaries(ctx, model);
    await compareBudgets(ctx, model);
    expect(await verifyUser(api.owner.db, ctx.actor.userId, () => api.clock.now)).toBeUndefined();
  };
  return { model, real: { api, ctx, compare } };
}

const seed = process.env["SEED"];

test(
  "records = roll-ups = API total = sum of every breakdown = budgets, whatever is done in whatever order",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands([...COMMANDS], { maxCommands: COMMANDS_A_RUN, size: "max" }), async (commands) => {
        await fc.asyncModelRun(setup, commands);
      }),
      { numRuns: RUNS, endOnFailure: true, ...(seed !== undefined && { seed: Number(seed) }) },
    );
  },
  30 * 60_000,
);
