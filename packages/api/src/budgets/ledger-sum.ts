import { fromUnits, toUnits } from "@pipeline/core/money";
import { costRollups } from "@pipeline/db/schema";
import { sql } from "drizzle-orm";
import type { Scope } from "../ctx";
import type { PeriodRow } from "./chain";

type Row = { n: number; amount: string };

/**
 * Periods with what the ledger holds of their budget's scope (project null: everything), in one query. Periods begin
 * and end at quarter hours, as roll-ups do.
 */
export async function withLedgerSums(
  { tx, userId }: Scope,
  periods: readonly { project: string | null; period: PeriodRow }[],
): Promise<PeriodRow[]> {
  if (periods.length === 0) return [];
  const asked = periods.map(({ project, period }, n) => ({
    n,
    project,
    opens: period.periodStart,
    closes: period.periodEnd,
  }));
  const rows = await tx.execute<Row>(sql`
    select a.n, sum(r.amount) as amount
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
        as a(n integer, project text, opens timestamptz, closes timestamptz)
      join ${costRollups} r on r.user_id = ${userId} and r.grain = 'quarter'
        and r.bucket >= a.opens and r.bucket < a.closes and (a.project is null or r.project = a.project)
    group by a.n`);
  const sums = new Map(rows.map(({ n, amount }) => [n, fromUnits(toUnits(amount))]));
  return periods.map(({ period }, n) => ({ ...period, spent: sums.get(n) ?? "0" }));
}
