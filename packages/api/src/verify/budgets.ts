import { toInstant } from "@pipeline/core/instant";
import { budgetPeriods, budgets, costRecords } from "@pipeline/db/schema";
import { sql } from "drizzle-orm";
import type { Scope } from "../ctx";
import { firstDifference, isoText, type Difference } from "./difference";

const KEY = sql`jsonb_build_object('budget_id', p.budget_id, 'period_start', ${isoText(sql`p.period_start`)})`;

// The budgets' periods with what the records of their scope and time come to. The ledger is read once, however many periods
// there are: its sums between any two edges of periods make up each of them.
const counted = ({ userId }: Scope) => sql`(
  with periods as (
    select p.*, b.project from ${budgetPeriods} p join ${budgets} b on b.user_id = p.user_id and b.id = p.budget_id
    where p.user_id = ${userId}
  ), edges as (
    select array_agg(distinct at order by at) as at from periods cross join unnest(array[period_start, period_end]) as e(at)
  ), sums as materialized (
    select width_bucket(r.recorded_at, edges.at) as edge, r.project, sum(r.amount) as amount
    from ${costRecords} r cross join edges where r.user_id = ${userId} group by 1, 2
  ), placed as materialized (
    select p.*, array_position(edges.at, p.period_start) as first, array_position(edges.at, p.period_end) as past
    from periods p cross join edges
  )
  select p.*, coalesce((
    select sum(s.amount) from sums s
    where s.edge >= p.first and s.edge < p.past and (p.project is null or s.project = p.project)
  ), 0) as total
  from placed p)`;

/** The first period of a budget whose spent is not the sum of its records. */
export function verifyBudgetSums(scope: Scope): Promise<Difference | undefined> {
  return firstDifference(
    scope,
    "budget_periods",
    sql`select ${KEY} as key, 'spent ' || trim_scale(p.spent) as stored, 'spent ' || trim_scale(p.total) as recomputed
      from ${counted(scope)} p where p.spent <> p.total`,
  );
}

/**
 * The first period in which a threshold that the ledger alone has reached was not told. What was told stays told, and a
 * period that is due has not been weighed yet.
 */
export function verifyThresholds(scope: Scope): Promise<Difference | undefined> {
  return firstDifference(
    scope,
    "budget_periods",
    sql`select ${KEY} as key, 'fired ' || p.fired::text as stored, 'fired ' || t.threshold || ' too' as recomputed
      from ${counted(scope)} p cross join unnest(p.thresholds) as t(threshold)
      where p.total * 100 >= p.amount * t.threshold and not t.threshold = any(p.fired)
        and (p.next_due_at is null or p.next_due_at > ${toInstant(scope.now)}::timestamptz)`,
  );
}

/** The first two periods of one budget that do not meet: a gap, or time that counts twice. */
export function verifyPeriodsMeet(scope: Scope): Promise<Difference | undefined> {
  return firstDifference(
    scope,
    "budget_periods",
    sql`select ${KEY} as key, 'begins ' || ${isoText(sql`p.period_start`)} as stored,
        'begins ' || ${isoText(sql`p.before`)} as recomputed
      from (
        select *, lag(period_end) over (partition by budget_id order by period_start) as before
        from ${budgetPeriods} where user_id = ${scope.userId}
      ) p where p.before <> p.period_start`,
  );
}
