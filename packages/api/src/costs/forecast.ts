import type { ForecastCosts } from "@pipeline/core/costs";
import { forecastRest, type Burn, type RestOfDay, type Span as Estimate } from "@pipeline/core/forecast";
import { toInstant, type Instant } from "@pipeline/core/instant";
import { accrued } from "@pipeline/core/meter";
import { fromUnits, toUnits, type Money } from "@pipeline/core/money";
import { bucketsOf, monthAt, type Bucket } from "@pipeline/core/period";
import { localDayAt } from "@pipeline/core/time-zone";
import { accountTimeZone } from "../account/time-zone";
import { summing, type Ctx, type Scope } from "../ctx";
import { historyOf } from "./history";
import { burnRate, openJobs, toRun, type OpenJob } from "./live";
import { spentBetween } from "./spent";

export type Forecast = {
  range: { from: Instant; to: Instant; timeZone: string };
  asOf: Instant;
  /** Ledger and live together, up to `asOf`. */
  spent: Money;
  /** What running jobs are expected to cost yet, to the period's end at the most. */
  committed: Money;
  /** What the usual pace comes to beyond that. */
  trend: Money;
  /** spent + committed + trend, to the last digit. */
  total: Money;
  /** The total is expected to lie in [low, high] four times out of five. */
  low: Money;
  high: Money;
  /** committed + trend by local day, from `asOf` to the end of the period. */
  days: { start: Instant; label: string; amount: Money }[];
};

export type ForecastRange = {
  /** A period that holds `scope.now`, in ms. */
  from: number;
  to: number;
  /** Where its days are cut. */
  timeZone: string;
  /** Read from the account when absent. */
  accountZone?: string | undefined;
  /** Absent: everything; '': what has no project. */
  project?: string | undefined;
  /** The actor's open jobs; read when absent. */
  open?: readonly OpenJob[] | undefined;
};

/** What a period that holds now will have cost at its end, and what that is made of. */
export async function forecastRange(scope: Scope, input: ForecastRange): Promise<Forecast> {
  const { from, to, timeZone, project } = input;
  const accountZone = input.accountZone ?? (await accountTimeZone(scope));
  const open = (input.open ?? (await openJobs(scope))).filter(
    (job) => project === undefined || (job.project ?? "") === project,
  );
  const days = daysFrom(scope.now, to, timeZone);
  const within = { timeZone, accountZone, project, open };
  const [spent, history] = await Promise.all([spentBetween(scope, { ...within, from, to }), historyOf(scope, within)]);
  const rest = forecastRest({
    history,
    burns: open.filter(({ status }) => status === "running").map((job) => burnOf(job, scope.now)),
    rest: days.map((day) => restOf(day, timeZone)),
  });
  return {
    range: { from: toInstant(from), to: toInstant(to), timeZone },
    asOf: toInstant(scope.now),
    spent: fromUnits(spent),
    committed: fromUnits(rest.committed),
    trend: fromUnits(rest.trend),
    total: fromUnits(spent + rest.committed + rest.trend),
    low: fromUnits(spent + rest.low),
    high: fromUnits(spent + rest.high),
    days: days.map(({ start, label }, i) => ({
      start: toInstant(start),
      label,
      amount: fromUnits(rest.days[i] ?? 0n),
    })),
  };
}

/** What the account's month that holds now will have cost at its end. */
export async function forecastCosts(ctx: Ctx, _input: ForecastCosts): Promise<Forecast> {
  return summing(ctx, async (scope) => {
    const timeZone = await accountTimeZone(scope);
    const { from, to } = monthAt(scope.now, timeZone);
    return forecastRange(scope, { from, to, timeZone, accountZone: timeZone });
  });
}

const daysFrom = (now: number, to: number, timeZone: string): Bucket[] => bucketsOf({ from: now, to, timeZone }, "day");

function restOf({ start, end }: Bucket, timeZone: string): RestOfDay {
  const day = localDayAt(start, timeZone);
  return { start, end, dayMs: day.end - day.start };
}

// An estimate is of GPU time alone, so that it is compared with GPU time alone.
function burnOf(job: OpenJob, now: number): Burn {
  return {
    perHour: toUnits(burnRate(job)),
    soFar: job.runs.reduce((sum, run) => sum + toUnits(accrued(toRun(run), 0, now)), 0n),
    estimate: estimateOf(job),
  };
}

function estimateOf({ estimate, estimatedTotalCost }: OpenJob): Estimate | null {
  if (estimate) {
    return { low: toUnits(estimate.low), expected: toUnits(estimate.expected), high: toUnits(estimate.high) };
  }
  if (estimatedTotalCost === null) return null;
  const expected = toUnits(estimatedTotalCost);
  return { low: expected, expected, high: expected };
}
