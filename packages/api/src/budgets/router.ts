import { randomUUID } from "node:crypto";
import { BudgetId, CreateBudget, UpdateBudget } from "@pipeline/core/budgets";
import { notFound } from "@pipeline/core/errors";
import { toInstant } from "@pipeline/core/instant";
import { add, fromUnits, ratio, subtract, toUnits } from "@pipeline/core/money";
import { z } from "zod";
import { router, sessionProcedure } from "../trpc";

/** Stub: budgets in memory with made-up figures, until the verbs are there. */
export type Budget = {
  id: string;
  name: string;
  amount: string;
  period: "month" | "week";
  project: string | null;
  thresholds: number[];
  forecastAlert: boolean;
  blockNewJobs: boolean;
  createdAt: string;
  updatedAt: string;
  current: { start: string; end: string; timeZone: string; label: string };
  spent: string;
  live: string;
  reserved: string;
  remaining: string;
  usedRatio: number;
  fired: number[];
  burnRate: string;
  exhaustedAt: string | null;
  forecast: { spent: string; committed: string; trend: string; total: string; low: string; high: string };
  periods: { start: string; end: string; label: string; spent: string; fired: number[] }[];
  asOf: string;
};

type Kept = Omit<CreateBudget, "project"> & { id: string; project: string | null; createdAt: string };
declare global {
  // A bundler makes two of this module.
  var stubBudgets: Map<string, Map<string, Kept>> | undefined;
}
const kept = (globalThis.stubBudgets ??= new Map<string, Map<string, Kept>>());
const since = Date.now();

function budgetsOf(userId: string): Map<string, Kept> {
  const known = kept.get(userId) ?? new Map<string, Kept>();
  kept.set(userId, known);
  return known;
}

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;
const monthAt = (now: number, back: number) => {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - back, 1);
};
const weekAt = (now: number, back: number) =>
  Math.floor((now - 4 * 24 * HOUR) / WEEK) * WEEK + (4 - 7 * back) * 24 * HOUR;
const MONTH = new Intl.DateTimeFormat("en-US", { month: "long", year: "numeric", timeZone: "UTC" });

function shown(budget: Kept, now: number): Budget {
  const { amount, thresholds, period } = budget;
  const startOf = (back: number) => (period === "month" ? monthAt(now, back) : weekAt(now, back));
  const labelOf = (at: number) =>
    period === "month" ? MONTH.format(at) : `Week of ${new Date(at).toISOString().slice(5, 10)}`;
  const percent = (of: number) => fromUnits((toUnits(amount) * BigInt(of)) / 100n);
  const has = (word: string) => budget.name.toLowerCase().includes(word);
  const share = has("over") ? 112 : has("near") ? 86 : has("half") ? 52 : 0;
  const burnRate = has("run") ? "23.6" : "0";
  const live = fromUnits((toUnits(burnRate) * BigInt(now - since)) / BigInt(HOUR));
  const spent = add(percent(share), live);
  const left = toUnits(subtract(amount, spent));
  const end = startOf(-1);
  const at = now + (left > 0n && burnRate !== "0" ? Number((left * BigInt(HOUR)) / toUnits(burnRate)) : 0);
  const trend = percent(has("half") ? 20 : share === 0 ? 0 : 9);
  const committed = burnRate === "0" ? "0" : "94.4";
  const total = add(spent, committed, trend);
  const told = (value: string) =>
    thresholds.filter((each) => toUnits(value) >= (toUnits(amount) * BigInt(each)) / 100n);
  return {
    ...budget,
    updatedAt: budget.createdAt,
    current: { start: toInstant(startOf(0)), end: toInstant(end), timeZone: "UTC", label: labelOf(startOf(0)) },
    spent,
    live,
    reserved: burnRate === "0" ? "0" : "70.8",
    remaining: fromUnits(left),
    usedRatio: ratio(add(spent, amount), amount) ?? 0,
    fired: told(spent),
    burnRate,
    exhaustedAt: left > 0n && burnRate !== "0" && at < end ? toInstant(at) : null,
    forecast: { spent, committed, trend, total, low: add(spent, committed), high: add(total, trend) },
    periods:
      share === 0
        ? []
        : [104, 71, 38].map((of, back) => ({
            start: toInstant(startOf(back + 1)),
            end: toInstant(startOf(back)),
            label: labelOf(startOf(back + 1)),
            spent: percent(of),
            fired: told(percent(of)),
          })),
    asOf: toInstant(now),
  };
}

function mine(userId: string, id: string): Kept {
  const budget = budgetsOf(userId).get(id);
  if (!budget) throw notFound("budget");
  return budget;
}

export const budgetsRouter = router({
  list: sessionProcedure.input(z.strictObject({})).query(({ ctx }): { items: Budget[]; nextCursor: null } => ({
    items: [...budgetsOf(ctx.actor.userId).values()].map((budget) => shown(budget, ctx.now())),
    nextCursor: null,
  })),
  create: sessionProcedure.input(CreateBudget).mutation(({ ctx, input }): Budget => {
    const budget = { ...input, id: randomUUID(), project: input.project ?? null, createdAt: toInstant(ctx.now()) };
    budgetsOf(ctx.actor.userId).set(budget.id, budget);
    return shown(budget, ctx.now());
  }),
  update: sessionProcedure.input(UpdateBudget).mutation(({ ctx, input }): Budget => {
    const before = mine(ctx.actor.userId, input.id);
    const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
    const budget: Kept = { ...before, ...given };
    budgetsOf(ctx.actor.userId).set(input.id, budget);
    return shown(budget, ctx.now());
  }),
  delete: sessionProcedure.input(BudgetId).mutation(({ ctx, input }) => {
    budgetsOf(ctx.actor.userId).delete(mine(ctx.actor.userId, input.id).id);
    return { id: input.id };
  }),
});
