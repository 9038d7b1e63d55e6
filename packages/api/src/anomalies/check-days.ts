import { COMPARED_DAYS, LEAST_DAYS, unusual } from "@pipeline/core/anomalies";
import { fromUnits } from "@pipeline/core/money";
import type { NotificationPayload } from "@pipeline/core/notification-types";
import { bucketsOf, type Bucket } from "@pipeline/core/period";
import { addDays, localDate, nextLocalDay, startOfLocalDate } from "@pipeline/core/time-zone";
import { accountTimeZone } from "../account/time-zone";
import type { Ctx, Scope } from "../ctx";
import { breakdownOf, labelsOf } from "../costs/breakdown";
import type { Cell } from "../costs/cut";
import { jobCells } from "../costs/job-cells";
import { liveCells, openJobs, type OpenJob } from "../costs/live";
import { cellsWithin } from "../costs/spent";
import { notify } from "../notifications/notify";
import { dayKey, timesOf, toldOf } from "./told";

/** A local day and what it has cost, in 1e-12 units. */
export type DaySum = { date: string; units: bigint };

/**
 * Compares today and yesterday with the actor's usual days, where the account lives, and tells once of a date that cost
 * far more. What unusual jobs cost that were told of is not told again.
 */
export async function checkDays(ctx: Ctx, scope: Scope): Promise<void> {
  const timeZone = await accountTimeZone(scope);
  const open = await openJobs(scope);
  const today = localDate(scope.now, timeZone);
  const from = startOfLocalDate(addDays(today, -COMPARED_DAYS - 1), timeZone);
  const to = nextLocalDay(scope.now, timeZone);
  const buckets = bucketsOf({ from, to, timeZone }, "day");
  const range = { from, to, timeZone, ledgerTo: to };
  const within = { timeZone, accountZone: timeZone, project: undefined, open };
  const days = daysOf(await cellsWithin(scope, within, { range, buckets }), buckets);
  for (const [i, day] of days.entries()) {
    const bucket = buckets[i];
    if (i < days.length - 2 || !bucket || !unusualDay(day, days)) continue;
    const byJob = await jobsOf(scope, bucket, { timeZone, open });
    const told = await toldOf(scope, [...new Set(byJob.map(({ key }) => key))]);
    const known = byJob.filter(({ key }) => told.has(key)).reduce((sum, { units }) => sum + units, 0n);
    const payload = unusualDay({ ...day, units: day.units - known }, days) && unusualDay(day, days);
    if (!payload) continue;
    await notify(ctx, {
      type: "cost_anomaly",
      payload: { ...payload, ...(await largestOf(scope, byJob)) },
      dedupeKey: dayKey(day.date),
    });
  }
}

/** What is to be told of a day, given all days around it; undefined for a usual one. */
export function unusualDay(day: DaySum, days: readonly DaySum[]): NotificationPayload<"cost_anomaly"> | undefined {
  const first = addDays(day.date, -COMPARED_DAYS);
  const before = days.filter(({ date }) => date >= first && date < day.date);
  const normal = unusual(
    day.units,
    before.map(({ units }) => units),
    LEAST_DAYS,
  );
  if (!normal) return undefined;
  const [amount, usual] = [fromUnits(day.units), fromUnits(normal.median)];
  return { kind: "day", date: day.date, amount, usual, times: timesOf(amount, usual), samples: normal.samples };
}

function daysOf(cells: readonly Cell[], buckets: readonly Bucket[]): DaySum[] {
  const days = buckets.map(({ label }) => ({ date: label, units: 0n }));
  for (const { bucket, units } of cells) {
    const day = days[bucket];
    if (day) day.units += units;
  }
  return days;
}

async function jobsOf(
  scope: Scope,
  bucket: Bucket,
  { timeZone, open }: { timeZone: string; open: readonly OpenJob[] },
): Promise<Cell[]> {
  const range = { from: bucket.start, to: bucket.end, timeZone, ledgerTo: bucket.end };
  const cut = { range, buckets: [bucket], groupBy: "job" as const, accountZone: timeZone };
  return [...(await jobCells(scope, cut, "job")), ...liveCells(open, cut, scope.now)];
}

async function largestOf(scope: Scope, byJob: readonly Cell[]) {
  const ofJobs = byJob.filter(({ key }) => key !== "");
  const [largest] = breakdownOf(ofJobs, await labelsOf(scope, ofJobs, "job"));
  return largest && { largest_job_name: largest.label, largest_job_amount: largest.amount };
}
