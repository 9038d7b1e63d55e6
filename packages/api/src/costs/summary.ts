import type { SummarizeCosts } from "@pipeline/core/costs";
import { badInput } from "@pipeline/core/errors";
import { toInstant, type Instant } from "@pipeline/core/instant";
import { fromUnits, ratio, type Money } from "@pipeline/core/money";
import {
  bucketsOf,
  defaultGranularity,
  previousRange,
  TooManyBuckets,
  type Bucket,
  type Granularity,
  type Range,
} from "@pipeline/core/period";
import { inAccountZone } from "../account/time-zone";
import { summing, type Ctx, type Scope } from "../ctx";
import {
  breakdownOf,
  foldSmallJobs,
  inParts,
  labelsOf,
  seriesOf,
  totalOf,
  type Breakdown,
  type Series,
} from "./breakdown";
import { ledgerCells } from "./cells";
import { BEFORE, type Cell, type Cut } from "./cut";
import { growingRuns, liveCells, liveTotals, openJobs, type GrowingRun, type Live, type OpenJob } from "./live";
import { windowIn, type LedgerRange } from "./window";

export type CostSummary = {
  range: { from: Instant; to: Instant; timeZone: string; granularity: Granularity };
  /** Ledger and live together, at `live.asOf`. */
  total: Money;
  /** Records of the ledger in the window. */
  recordCount: number;
  breakdown: Breakdown[];
  series: Series[];
  previous: { total: Money; changeRatio: number | null };
  /** `runs` are what makes the total grow from `asOf` on; none for a window that is past or still to come. */
  live: Live & { runs: GrowingRun[]; asOf: Instant };
};

/**
 * Total, breakdown and gap-free series of a window, with the window before it. The parts sum to the total to the
 * last digit. BAD_INPUT when the granularity would cut more than 5,000 buckets.
 */
export async function summarizeCosts(ctx: Ctx, input: SummarizeCosts): Promise<CostSummary> {
  return summing(ctx, (scope) => inAccountZone(scope, (accountZone) => summarize(scope, input, accountZone)));
}

async function summarize(scope: Scope, input: SummarizeCosts, accountZone: string): Promise<CostSummary> {
  const range = windowIn(input, { accountZone, now: scope.now });
  const granularity = input.granularity ?? defaultGranularity(range);
  const before = previousRange(input, range);
  const cut: Cut = { range, buckets: cutBuckets(range, granularity), groupBy: input.groupBy, accountZone, before };
  const { ledger, previous, live, open } = await sumUp(scope, cut);
  const cells = foldSmallJobs([...ledger, ...live], cut.groupBy);
  const labels = await labelsOf(scope, cells, cut.groupBy);
  const total = fromUnits(totalOf(cells));
  const breakdown = breakdownOf(cells, labels);
  const previousTotal = fromUnits(
    totalOf(previous) + totalOf(liveCells(open, { ...cut, buckets: [whole(before)] }, scope.now)),
  );
  return {
    range: { from: toInstant(range.from), to: toInstant(range.to), timeZone: range.timeZone, granularity },
    total,
    recordCount: ledger.reduce((count, cell) => count + cell.count, 0),
    breakdown,
    series: seriesOf(cells, cut.buckets),
    previous: { total: previousTotal, changeRatio: ratio(total, previousTotal) },
    live: {
      ...liveTotals(open, live),
      runs: inParts(growthOf(input, range, open, scope.now), breakdown),
      asOf: toInstant(scope.now),
    },
  };
}

function growthOf(input: SummarizeCosts, range: LedgerRange, open: readonly OpenJob[], now: number): GrowingRun[] {
  const holdsNow = range.from <= now && now <= range.to;
  if (!holdsNow) return [];
  return growingRuns(open, input.groupBy, { closes: input.from === undefined ? null : range.to, now });
}

/** What a cut holds: the ledger's cells, those of the range before, the open part of running jobs, and those jobs. */
export async function sumUp(scope: Scope, cut: Cut) {
  const [cells, open] = await Promise.all([ledgerCells(scope, cut), openJobs(scope)]);
  const [ledger, previous] = [new Array<Cell>(), new Array<Cell>()];
  for (const cell of cells) (cell.bucket === BEFORE ? previous : ledger).push(cell);
  return { ledger, previous, live: liveCells(open, cut, scope.now), open };
}

/** The buckets of a series; one even for a range without time in it. BAD_INPUT above 5,000. */
export function cutBuckets(range: LedgerRange, granularity: Granularity): Bucket[] {
  try {
    // A day that begins now holds nothing but what a clock put slightly ahead.
    return bucketsOf({ ...range, to: Math.max(range.to, range.from + 1) }, granularity);
  } catch (error) {
    if (error instanceof TooManyBuckets) throw badInput("granularity", "Too fine for this range: over 5,000 buckets.");
    throw error;
  }
}

const whole = ({ from, to }: Range): Bucket => ({ start: from, end: to, label: "" });
