import { toInstant, toMs } from "@pipeline/core/instant";
import { fromUnits, toUnits } from "@pipeline/core/money";
import { statement, type Db, type Given } from "@pipeline/db";
import { budgetPeriods } from "@pipeline/db/schema";
import { and, asc, eq, gt, lte, or, sql } from "drizzle-orm";
import { isSilent } from "../costs/heard";
import { openJobs } from "../costs/live";
import type { Ctx, Scope } from "../ctx";
import { notify } from "../notifications/notify";
import { holdsInstant, type PeriodRow } from "./chain";
import { awaitsForecast, warnOfForecast } from "./forecast-alert";
import { holdBudgets, type BudgetRow } from "./hold";
import { jobsOf, liveUnits, reaches, type OpenJob } from "./live";
import { openPeriods } from "./open-periods";
import { dedupeKey, subjectOf } from "./subject";
import { reached, targetOf } from "./thresholds";

type Weighed = { fired: number[]; forecastFiredAt: string | null; nextDueAt: string | null };

/** How long (ms) after a change the forecast is looked at, by the due work: it reads a month of history. */
const FORECAST_AFTER_MS = 2_000;
/** How soon (ms) to look again while a silent job has not been given up. */
const SILENCE_MS = 5_000;

/** `forecasts`: the due work also looks at forecasts; a writer leaves them to it. */
type Manner = { forecasts: boolean };

/**
 * Tells of every threshold that ledger and live cost have reached and that was not told in its period, and writes down
 * when running jobs alone will reach the next one. In the caller's transaction, under the lock of the budgets: once
 * and for all.
 */
export async function weighBudgets(ctx: Ctx, scope: Scope, manner: Manner = { forecasts: false }): Promise<void> {
  // In this order: what is read is as it stands once the budgets are held.
  const [held, due, open] = await Promise.all([holdBudgets(scope), duePeriods(scope), openJobs(scope)]);
  if (held.length === 0) return;
  const periods = await openedPeriods(scope, held, due);
  const changed: Stored[] = [];
  for (const budget of held) {
    for (const period of periods.filter(({ budgetId }) => budgetId === budget.id)) {
      const weighed = await weigh(ctx, scope, { budget, period, jobs: jobsOf(budget, open) }, manner);
      if (isOther(weighed, period)) changed.push({ ...weighed, budgetId: budget.id, periodStart: period.periodStart });
    }
  }
  await store(scope, changed);
}

/** The due periods, once every budget has one that holds this instant: most often they all have. */
async function openedPeriods(
  scope: Scope,
  held: readonly BudgetRow[],
  periods: readonly PeriodRow[],
): Promise<readonly PeriodRow[]> {
  const present = new Set(
    periods.filter((row) => holdsInstant(row, toInstant(scope.now))).map(({ budgetId }) => budgetId),
  );
  if (held.every(({ id }) => present.has(id))) return periods;
  await openPeriods(scope, held, scope.now);
  return duePeriods(scope);
}

// The ones that hold this instant, and those that late usage has reached.
function duePeriods({ tx, userId, now }: Scope): Promise<PeriodRow[]> {
  return dueAt(tx, { userId, at: toInstant(now) });
}

const dueAt = statement((db: Db, { userId, at }: Given<{ userId: string; at: string }>) => {
  const { periodStart, periodEnd, nextDueAt } = budgetPeriods;
  return db
    .select()
    .from(budgetPeriods)
    .where(and(eq(budgetPeriods.userId, userId), or(lte(nextDueAt, at), and(lte(periodStart, at), gt(periodEnd, at)))))
    .orderBy(asc(periodStart));
});

type Case = { budget: BudgetRow; period: PeriodRow; jobs: readonly OpenJob[] };

async function weigh(ctx: Ctx, scope: Scope, { budget, period, jobs }: Case, { forecasts }: Manner): Promise<Weighed> {
  const spent = toUnits(period.spent) + liveUnits(jobs, period, scope.now);
  const fresh = reached(period, spent).filter((threshold) => !period.fired.includes(threshold));
  for (const threshold of fresh) await tell(ctx, { budget, period, spent, threshold });
  const fired = [...period.fired, ...fresh].sort((a, b) => a - b);
  if (!holdsInstant(period, toInstant(scope.now))) {
    return { fired, forecastFiredAt: period.forecastFiredAt, nextDueAt: null };
  }
  const told = forecasts ? await warnOfForecast(ctx, scope, { budget, period, spent }) : period.forecastFiredAt;
  const looks = forecasts || !awaitsForecast({ budget, period, spent }) ? [] : [scope.now + FORECAST_AFTER_MS];
  const due = [...looks, ...dueInstants({ period, jobs }, fired, scope.now)];
  return { fired, forecastFiredAt: told, nextDueAt: due.length === 0 ? null : toInstant(Math.min(...due)) };
}

/** When a period is to be weighed although nothing happens: at the next crossing, or at its end while jobs run on. */
function dueInstants({ period, jobs }: Omit<Case, "budget">, fired: readonly number[], now: number): number[] {
  const silence = jobs.some((job) => isSilent(job, now)) ? [now + SILENCE_MS] : [];
  if (!jobs.some(({ runs }) => runs.some(({ end }) => end === null || toMs(end) > now))) return silence;
  const waiting = period.thresholds.filter((threshold) => !fired.includes(threshold));
  const crossings = waiting.flatMap(
    (threshold) => reaches(targetOf(period, threshold), period.spent, jobs, { period, now }) ?? [],
  );
  return [...silence, ...crossings, toMs(period.periodEnd)];
}

type Crossing = { budget: BudgetRow; period: PeriodRow; spent: bigint; threshold: number };

async function tell(ctx: Ctx, { budget, period, spent, threshold }: Crossing): Promise<void> {
  await notify(ctx, {
    type: "budget_threshold",
    payload: { ...subjectOf(budget, period), spent: fromUnits(spent), threshold },
    dedupeKey: dedupeKey(budget, period.periodStart, threshold),
  });
}

function isOther(weighed: Weighed, { fired, forecastFiredAt, nextDueAt }: PeriodRow): boolean {
  return JSON.stringify(weighed) !== JSON.stringify({ fired, forecastFiredAt, nextDueAt });
}

type Stored = Weighed & Pick<PeriodRow, "budgetId" | "periodStart">;

async function store({ tx, userId }: Scope, periods: readonly Stored[]): Promise<void> {
  if (periods.length > 0) await storeAll(tx, { userId, periods: JSON.stringify(periods) });
}

const storeAll = statement(
  (_, { userId, periods }: Given<{ userId: string; periods: string }>) => sql<Record<string, never>>`
    update ${budgetPeriods} as p
    set fired = r."fired", forecast_fired_at = r."forecastFiredAt", next_due_at = r."nextDueAt"
    from jsonb_to_recordset(${periods}::jsonb) as r("budgetId" uuid, "periodStart" timestamptz,
      "fired" integer[], "forecastFiredAt" timestamptz, "nextDueAt" timestamptz)
    where p.user_id = ${userId} and p.budget_id = r."budgetId" and p.period_start = r."periodStart"`,
);
