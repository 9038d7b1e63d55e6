import { toInstant, toMs } from "@pipeline/core/instant";
import { fromUnits, toUnits } from "@pipeline/core/money";
import { statement, type Db, type Given } from "@pipeline/db";
import { budgetPeriods } from "@pipeline/db/schema";
import { and, eq, gt, sql } from "drizzle-orm";
import type { Scope } from "../ctx";
import type { PeriodRow } from "./chain";
import { holdBudgets, type BudgetRow } from "./hold";
import { openPeriods } from "./open-periods";

type Counted = { recordedAt: string; project: string | null; amount: string };

/**
 * Adds new records to the periods of the budgets they belong to: by the time of the usage, however late they come.
 * Whoever books them weighs the budgets afterwards; a period is due until somebody does.
 */
export async function countInBudgets(scope: Scope, records: readonly Counted[]): Promise<void> {
  if (records.length === 0) return;
  const times = records.map(({ recordedAt }) => recordedAt).sort();
  const latest = Math.max(scope.now, toMs(times.at(-1) ?? toInstant(scope.now)));
  const since = { userId: scope.userId, since: times[0] ?? toInstant(scope.now) };
  // In this order: the periods are read as they are once the budgets are held.
  const [held, known] = await Promise.all([holdBudgets(scope), periodsSince(scope.tx, since)]);
  const reached = new Set(known.filter(({ periodEnd }) => toMs(periodEnd) > latest).map(({ budgetId }) => budgetId));
  const opened = held.every(({ id }) => reached.has(id)) ? [] : await openPeriods(scope, held, latest);
  const isNew = new Set(opened.map(nameOf));
  const periods = opened.length === 0 ? known : await periodsSince(scope.tx, since);
  const sums = held.flatMap((budget) => sumsOf(budget, periods, records));
  // What is new has been read from the roll-ups, these records included.
  await store(scope, [...sums.filter(({ period }) => !isNew.has(nameOf(period))), ...opened.map(unchanged)]);
}

const nameOf = ({ budgetId, periodStart }: PeriodRow) => `${budgetId} ${periodStart}`;
const unchanged = (period: PeriodRow) => ({ period, units: 0n });

const periodsSince = statement((db: Db, { userId, since }: Given<{ userId: string; since: string }>) =>
  db
    .select()
    .from(budgetPeriods)
    .where(and(eq(budgetPeriods.userId, userId), gt(budgetPeriods.periodEnd, since))),
);

type Sum = { period: PeriodRow; units: bigint };

function sumsOf(budget: BudgetRow, periods: readonly PeriodRow[], records: readonly Counted[]): Sum[] {
  const own = periods.filter(({ budgetId }) => budgetId === budget.id);
  const sums = new Map<PeriodRow, bigint>();
  for (const { recordedAt, project, amount } of records) {
    if (budget.project !== null && budget.project !== project) continue;
    const period = own.find(({ periodStart, periodEnd }) => periodStart <= recordedAt && recordedAt < periodEnd);
    if (period) sums.set(period, (sums.get(period) ?? 0n) + toUnits(amount));
  }
  return [...sums].map(([period, units]) => ({ period, units }));
}

async function store({ tx, userId, now }: Scope, sums: readonly Sum[]): Promise<void> {
  if (sums.length === 0) return;
  const rows = sums.map(({ period, units }) => ({
    budget_id: period.budgetId,
    period_start: period.periodStart,
    amount: fromUnits(units),
  }));
  await add(tx, { userId, rows: JSON.stringify(rows), now: toInstant(now) });
}

const add = statement(
  (_, { userId, rows, now }: Given<{ userId: string; rows: string; now: string }>) => sql<Record<string, never>>`
    update ${budgetPeriods} as p set spent = p.spent + r.amount, next_due_at = ${now}::timestamptz
    from jsonb_to_recordset(${rows}::jsonb)
      as r(budget_id uuid, period_start timestamptz, amount numeric(38, 12))
    where p.user_id = ${userId} and p.budget_id = r.budget_id and p.period_start = r.period_start`,
);
