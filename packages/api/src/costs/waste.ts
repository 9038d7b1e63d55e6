import type { SummarizeWaste } from "@pipeline/core/costs";
import { toInstant, type Instant } from "@pipeline/core/instant";
import { add, fromUnits, ratio, type Money } from "@pipeline/core/money";
import { WASTED, type Outcome } from "@pipeline/core/outcomes";
import { jobs } from "@pipeline/db/schema";
import { sql } from "drizzle-orm";
import { summing, type Ctx, type Scope } from "../ctx";
import { breakdownOf, labelsOf, totalOf, type Breakdown } from "./breakdown";
import type { Cell, Cut } from "./cut";
import { jobCells } from "./job-cells";
import { liveCells } from "./live";
import { givenUpBefore, outcomeColumn, outcomeOf } from "./outcome";
import { sumUp } from "./summary";
import { windowOf } from "./window";

export type WastedJob = { id: string; name: string; outcome: Outcome; amount: Money };

export type Waste = {
  range: { from: Instant; to: Instant; timeZone: string };
  asOf: Instant;
  /** What went to jobs that failed, were lost or canceled, or never finished; ledger and live. */
  amount: Money;
  /** Of the window's total, 0 to 1; null where there is nothing to have a share of. */
  share: number | null;
  /** By outcome, largest first. */
  parts: Breakdown[];
  /** The jobs that cost most of it, largest first. */
  jobs: WastedJob[];
};

/** How many jobs are named. */
const NAMED = 5;

const isWasted = (key: string) => WASTED.some((outcome) => outcome === key);

/** What of a window's costs went to jobs that came to nothing. The parts sum to the amount to the last digit. */
export async function summarizeWaste(ctx: Ctx, input: SummarizeWaste): Promise<Waste> {
  return summing(ctx, async (scope) => {
    const { range, accountZone } = await windowOf(scope, input);
    const buckets = [{ start: range.from, end: range.to, label: "" }];
    const cut: Cut = { range, buckets, groupBy: "outcome", accountZone };
    const { ledger, live, open } = await sumUp(scope, cut);
    const all = [...ledger, ...live];
    const wasted = all.filter(({ key }) => isWasted(key));
    const givenUp = open.filter((job) => isWasted(outcomeOf(job, scope.now)));
    const byJob: Cut = { ...cut, groupBy: "job" };
    const ofJobs = [...(await jobCells(scope, byJob, "wasted")), ...liveCells(givenUp, byJob, scope.now)];
    const [amount, total] = [fromUnits(totalOf(wasted)), fromUnits(totalOf(all))];
    return {
      range: { from: toInstant(range.from), to: toInstant(range.to), timeZone: range.timeZone },
      asOf: toInstant(scope.now),
      amount,
      share: total.startsWith("-") ? null : ratio(add(amount, total), total),
      parts: breakdownOf(wasted, await labelsOf(scope, wasted, "outcome")).filter((part) => part.amount !== "0"),
      jobs: await named(scope, ofJobs),
    };
  });
}

async function named({ tx, userId, now }: Scope, cells: readonly Cell[]): Promise<WastedJob[]> {
  const largest = breakdownOf(cells, new Map())
    .filter(({ amount }) => amount !== "0")
    .slice(0, NAMED);
  const ids = largest.map(({ key }) => key);
  if (ids.length === 0) return [];
  const rows = await tx.execute<{ id: string; name: string; outcome: Outcome }>(
    sql`select j.id, j.name, ${outcomeColumn(givenUpBefore(now))} as outcome from ${jobs} j
      where j.user_id = ${userId} and j.id in ${ids}`,
  );
  const known = new Map(rows.map((row) => [row.id, row]));
  return largest.flatMap(({ key, amount }) => {
    const job = known.get(key);
    return job ? [{ id: job.id, name: job.name, outcome: job.outcome, amount }] : [];
  });
}
