import { GROUP_BYS, type GroupBy } from "@pipeline/core/cost-words";
import { toMs } from "@pipeline/core/instant";
import { add, fromUnits, subtract, toUnits } from "@pipeline/core/money";
import { addDays, localDate } from "@pipeline/core/time-zone";
import { costRecords } from "@pipeline/db/schema";
import { and, eq, gte, lt, sql } from "drizzle-orm";
import { accountTimeZone } from "../account/time-zone";
import { summarizeCosts, type CostSummary } from "../costs/summary";
import { inside, type Ctx, type Scope } from "../ctx";
import type { Difference } from "./difference";

// A summary spans ten years at the most.
const DAYS = 3650;

/**
 * The first window and grouping in which the API's total, breakdown or series is not what the records come to; what is
 * live is left out.
 */
export async function verifyApi(ctx: Ctx, scope: Scope): Promise<Difference | undefined> {
  const span = await recordedSpan(scope);
  if (!span) return undefined;
  const timeZone = await accountTimeZone(scope);
  const last = localDate(span.last, timeZone);
  for (let from = localDate(span.first, timeZone); from <= last; from = addDays(from, DAYS)) {
    const to = addDays(from, DAYS - 1);
    let ledger: Ledger | undefined;
    for (const groupBy of GROUP_BYS) {
      const summary = await summarizeCosts(inside(ctx, scope.tx), {
        from,
        to,
        timeZone,
        groupBy,
        granularity: "month",
      });
      // The same window, however it is grouped.
      ledger ??= await recorded(scope, summary.range);
      const difference = compared(scope, groupBy, summary, ledger);
      if (difference) return difference;
    }
  }
  return undefined;
}

async function recordedSpan({ tx, userId }: Scope): Promise<{ first: number; last: number } | undefined> {
  const { recordedAt } = costRecords;
  const [row] = await tx
    .select({
      first: sql<string | null>`min(${recordedAt})`.mapWith(recordedAt),
      last: sql<string | null>`max(${recordedAt})`.mapWith(recordedAt),
    })
    .from(costRecords)
    .where(eq(costRecords.userId, userId));
  return row?.first && row.last ? { first: toMs(row.first), last: toMs(row.last) } : undefined;
}

function compared(
  { userId }: Scope,
  groupBy: GroupBy,
  { range, total, breakdown, series, live, recordCount }: CostSummary,
  ledger: Ledger,
): Difference | undefined {
  const says = {
    total: subtract(total, live.amount),
    breakdown: subtract(add(...breakdown.map(({ amount }) => amount)), live.amount),
    series: subtract(add(...series.map((bucket) => bucket.total)), live.amount),
    count: String(recordCount),
  };
  const should = { total: ledger.amount, breakdown: ledger.amount, series: ledger.amount, count: ledger.count };
  const [stored, recomputed] = [JSON.stringify(says), JSON.stringify(should)];
  if (stored === recomputed) return undefined;
  const key = { user_id: userId, from: range.from, to: range.to, group_by: groupBy };
  return { table: "costs.summary", key, stored, recomputed };
}

type Ledger = { amount: string; count: string };

async function recorded({ tx, userId }: Scope, { from, to }: { from: string; to: string }): Promise<Ledger> {
  const [row] = await tx
    .select({ amount: sql<string>`coalesce(sum(${costRecords.amount}), 0)`, count: sql<string>`count(*)` })
    .from(costRecords)
    .where(and(eq(costRecords.userId, userId), gte(costRecords.recordedAt, from), lt(costRecords.recordedAt, to)));
  return { amount: fromUnits(toUnits(row?.amount ?? "0")), count: row?.count ?? "0" };
}
