import { toInstant, toMs } from "@pipeline/core/instant";
import { fromUnits, isZero, ratio, toUnits } from "@pipeline/core/money";
import { budgets, type BilledRun } from "@pipeline/db/schema";
import { and, eq } from "drizzle-orm";
import { accountTimeZone } from "../account/time-zone";
import { forecastRange, type Forecast, type ForecastRange } from "../costs/forecast";
import { growingRuns, openJobs } from "../costs/live";
import type { Scope } from "../ctx";
import { holdsInstant, missingPeriods, type PeriodRow } from "./chain";
import type { BudgetRow } from "./hold";
import { withLedgerSums } from "./ledger-sum";
import { latestPeriods } from "./latest-periods";
import { burnOf, jobsOf, liveUnits, reaches, type OpenJob } from "./live";
import { reservedUnits, type Reservation, reservations } from "./reservations";
import { labelOf } from "./subject";
import { targetOf } from "./thresholds";

/** An earlier period of a budget. */
export type PastPeriod = { start: string; end: string; label: string; amount: string; spent: string; fired: number[] };

/** A budget and how it stands. Amounts are decimal strings; `spent` is ledger + live at `asOf`. */
export type Budget = Omit<BudgetRow, "userId"> & {
  current: { start: string; end: string; timeZone: string; label: string };
  spent: string;
  /** The part of `spent` that is not in the ledger yet. */
  live: string;
  /** What open jobs are still expected to cost: their estimates less their GPU time so far. */
  reserved: string;
  /** Negative once more is spent than the amount. */
  remaining: string;
  /** spent / amount. */
  usedRatio: number;
  /** Thresholds in percent that were told this period. */
  fired: number[];
  /** Of what runs, an hour. */
  burnRate: string;
  /** What makes `spent` grow from `asOf` on; `end` is where a pause or the period closes a stretch. */
  runs: BilledRun[];
  /** When `spent` reaches the amount at this rate; null: not in this period, or it has already. */
  exhaustedAt: string | null;
  /** What the period is expected to come to. */
  forecast: Forecast;
  /** Earlier periods, newest first, twelve at most. */
  periods: PastPeriod[];
  asOf: string;
};

const MAX_PAST = 12;

/** How budgets stand at the scope's instant. Reads only: a period without a row yet is worked out. */
export async function standingsOf(scope: Scope, asked: readonly BudgetRow[]): Promise<Budget[]> {
  if (asked.length === 0) return [];
  const [rows, open, reserved, timeZone] = await Promise.all([
    latestPeriods(scope, MAX_PAST + 1, toInstant(scope.now)),
    openJobs(scope),
    reservations(scope),
    accountTimeZone(scope),
  ]);
  const missing = await withLedgerSums(
    scope,
    asked.flatMap((budget) => {
      const last = rows.find(({ budgetId }) => budgetId === budget.id);
      return missingPeriods(budget, last, timeZone, scope.now)
        .slice(-MAX_PAST - 1)
        .map((period) => ({ project: budget.project, period }));
    }),
  );
  const all = [...missing.toReversed(), ...rows];
  const forecast = forecastOnce(scope);
  return Promise.all(
    asked.map((budget) => {
      const periods = all.filter(({ budgetId }) => budgetId === budget.id);
      return standingOf(scope, {
        budget,
        periods,
        jobs: jobsOf(budget, open),
        reserved,
        accountZone: timeZone,
        forecast,
      });
    }),
  );
}

/** One of the actor's budgets as it stands; it must be there. */
export async function standing(scope: Scope, id: string): Promise<Budget> {
  const rows = await scope.tx
    .select()
    .from(budgets)
    .where(and(eq(budgets.userId, scope.userId), eq(budgets.id, id)));
  const [budget] = await standingsOf(scope, rows);
  if (!budget) throw new Error(`Budget ${id} is gone.`);
  return budget;
}

type Parts = {
  budget: BudgetRow;
  periods: readonly PeriodRow[];
  jobs: readonly OpenJob[];
  reserved: readonly Reservation[];
  accountZone: string;
  forecast: (range: ForecastRange) => Promise<Forecast>;
};

async function standingOf(
  scope: Scope,
  { budget, periods, jobs, reserved, accountZone, forecast }: Parts,
): Promise<Budget> {
  const asOf = toInstant(scope.now);
  const period = periods.find((row) => holdsInstant(row, asOf));
  if (!period) throw new Error(`Budget ${budget.id} has no period at ${asOf}.`);
  const { userId: _own, ...shown } = budget;
  const { periodStart: start, periodEnd: end, timeZone } = period;
  const live = liveUnits(jobs, period, scope.now);
  const spent = toUnits(period.spent) + live;
  const amount = toUnits(budget.amount);
  const whole = targetOf(period, 100);
  const exhausted = spent < whole ? reaches(whole, period.spent, jobs, { period, now: scope.now }) : undefined;
  const burnRate = burnOf(jobs);
  return {
    ...shown,
    current: { start, end, timeZone, label: labelOf(budget, period) },
    spent: fromUnits(spent),
    live: fromUnits(live),
    reserved: fromUnits(reservedUnits(reserved, budget)),
    remaining: fromUnits(amount - spent),
    usedRatio: 1 + (ratio(fromUnits(spent), budget.amount) ?? 0),
    fired: period.fired,
    burnRate,
    runs: growthOf(jobs, period, scope.now),
    exhaustedAt: exhausted === undefined || isZero(burnRate) ? null : toInstant(exhausted),
    forecast: await forecast({
      from: toMs(start),
      to: toMs(end),
      timeZone,
      accountZone,
      project: budget.project ?? undefined,
      open: jobs,
    }),
    periods: periods
      .filter((row) => row.periodEnd <= start)
      .slice(0, MAX_PAST)
      .map((row) => pastOf(budget, row, liveUnits(jobs, row, scope.now))),
    asOf,
  };
}

/** Budgets of the same project and period expect the same, and it is worked out for one of them. */
function forecastOnce(scope: Scope): Parts["forecast"] {
  const known = new Map<string, Promise<Forecast>>();
  return (range) => {
    const key = JSON.stringify([range.project, range.from, range.to, range.timeZone]);
    const found = known.get(key) ?? forecastRange(scope, range);
    known.set(key, found);
    return found;
  };
}

function growthOf(jobs: readonly OpenJob[], { periodEnd }: PeriodRow, now: number): BilledRun[] {
  return growingRuns(jobs, "costType", { closes: toMs(periodEnd), now }).map(({ key: _one, ...run }) => run);
}

// What a running job used before the period ended may not be booked yet.
function pastOf(budget: BudgetRow, row: PeriodRow, live: bigint): PastPeriod {
  const { periodStart: start, periodEnd: end, amount, fired } = row;
  return { start, end, label: labelOf(budget, row), amount, spent: fromUnits(toUnits(row.spent) + live), fired };
}
