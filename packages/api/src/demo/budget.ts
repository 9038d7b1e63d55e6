import { randomUUID } from "node:crypto";
import { periodHolding, periodLabel, type PeriodBounds } from "@pipeline/core/budget-periods";
import { toInstant, toMs } from "@pipeline/core/instant";
import { divideHalfEven, fromUnits, toUnits } from "@pipeline/core/money";
import { budgets, costRecords } from "@pipeline/db/schema";
import { sql } from "drizzle-orm";
import { dedupeKey } from "../budgets/subject";
import type { Scope } from "../ctx";
import type { Happening } from "./happening";

const NAME = "Monthly training";
const THRESHOLDS = [50, 80, 100];

/**
 * Makes the example budget, sized so that this month's real spend has passed 80 % of it, and answers what it would
 * have told. `until` (ms) is when the last job ended; months are UTC, like the demo's account.
 */
export async function exampleBudget(scope: Scope, until: number): Promise<Happening[]> {
  const month = periodHolding("month", until - 1, "UTC");
  const spent = await spentIn(scope, month);
  const forecast = divideHalfEven(spent * BigInt(month.end - month.start), BigInt(until - month.start));
  const amount = round((spent * 100n) / 83n, (spent + forecast) / 2n);
  const period = periodLabel("month", month, "UTC");
  const [id, start] = [randomUUID(), toInstant(month.start)];
  const budget = { budget_id: id, budget_name: NAME, amount: fromUnits(amount), period };
  await scope.tx.insert(budgets).values({
    userId: scope.userId,
    id,
    name: NAME,
    amount: budget.amount,
    period: "month",
    thresholds: THRESHOLDS,
    forecastAlert: true,
    createdAt: start,
    updatedAt: start,
  });
  const told: Happening[] = [];
  for (const threshold of THRESHOLDS) {
    const crossing = await crossingOf(scope, month, (amount * BigInt(threshold)) / 100n);
    if (!crossing) continue;
    told.push({
      type: "budget_threshold",
      at: crossing.at,
      payload: { ...budget, spent: crossing.spent, threshold },
      dedupeKey: dedupeKey({ id, createdAt: start }, start, threshold),
    });
  }
  told.push({
    type: "budget_forecast",
    at: until,
    payload: { ...budget, spent: fromUnits(spent), forecast: fromUnits(forecast) },
    dedupeKey: dedupeKey({ id, createdAt: start }, start, "forecast"),
  });
  return told;
}

/** The smaller of two amounts in units, down to two significant digits. */
function round(a: bigint, b: bigint): bigint {
  const smaller = a < b ? a : b;
  const step = 10n ** BigInt(Math.max(0, smaller.toString().length - 2));
  return smaller - (smaller % step);
}

async function spentIn({ tx, userId }: Scope, month: PeriodBounds): Promise<bigint> {
  const [row] = await tx
    .select({ spent: sql<string>`coalesce(sum(${costRecords.amount}), 0)` })
    .from(costRecords)
    .where(sql`${costRecords.userId} = ${userId} and ${costRecords.recordedAt} >= ${toInstant(month.start)}`);
  return toUnits(row?.spent ?? "0");
}

/** When the month's spend reached an amount, and what it was then. */
async function crossingOf({ tx, userId }: Scope, month: PeriodBounds, units: bigint) {
  const [row] = await tx.execute<{ at: string; spent: string }>(sql`
    select at, trim_scale(spent) as spent from (
      select to_char(usage_end at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
        sum(amount) over (order by usage_end, id) as spent
      from ${costRecords} where user_id = ${userId} and recorded_at >= ${toInstant(month.start)}
    ) s where spent >= ${fromUnits(units)}::numeric order by spent limit 1`);
  return row && { at: toMs(row.at), spent: row.spent };
}
