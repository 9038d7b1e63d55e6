import type { GroupBy } from "@pipeline/core/costs";
import { ceilQuarter, floorQuarter, type Bucket } from "@pipeline/core/period";
import { nextLocalDay, startOfLocalDay } from "@pipeline/core/time-zone";
import { costRecords, costRollups, type RollupGrain } from "@pipeline/db/schema";
import { sql, type SQL } from "drizzle-orm";
import type { Scope } from "../ctx";
import { bucketIndex, merge, runCells, inSpans } from "./cell-query";
import type { Cell, Cut, Span } from "./cells";

type Dimension = Exclude<GroupBy, "job" | "outcome">;
type Sources = Record<RollupGrain | "record", Span[]>;

/** Which part of the range each source answers: whole local days, whole quarter hours, and what is left at the edges. */
export function sourcesOf({ range, buckets, accountZone }: Cut): Sources {
  const from = ceilQuarter(range.from);
  const to = floorQuarter(range.ledgerTo);
  if (from >= to) return { day: [], quarter: [], record: merge([span(range.from, range.ledgerTo)]) };
  const record = merge([span(range.from, from), span(to, range.ledgerTo)]);
  const dayFrom = isMidnight(from, range.timeZone) ? from : nextLocalDay(from, range.timeZone);
  // A range that closes now takes the day that holds now whole: nothing lies behind it.
  const dayTo = range.ledgerTo > range.to ? to : startOfLocalDay(to, range.timeZone);
  if (dayFrom >= dayTo || !cutAtDays(buckets, range.timeZone, accountZone)) {
    return { day: [], quarter: [span(from, to)], record };
  }
  return { day: [span(dayFrom, dayTo)], quarter: merge([span(from, dayFrom), span(dayTo, to)]), record };
}

const span = (from: number, to: number): Span => ({ from, to });
const isMidnight = (at: number, zone: string) => startOfLocalDay(at, zone) === at;

// The day grain serves the account's own days, and only buckets that do not split them.
function cutAtDays(buckets: readonly Bucket[], zone: string, accountZone: string): boolean {
  return zone === accountZone && buckets.slice(1).every(({ start }) => isMidnight(start, zone));
}

const ROLLUP_KEY: Record<Dimension, SQL> = {
  costType: sql`s.cost_type`,
  project: sql`s.project`,
  gpuType: sql`s.gpu_type`,
};
const RECORD_KEY: Record<Dimension, SQL> = {
  costType: sql`s.cost_type`,
  project: sql`coalesce(s.project, '')`,
  gpuType: sql`coalesce(s.gpu_type, '')`,
};

/** Sums by cost type, project or GPU type. */
export async function rollupCells(scope: Scope, cut: Cut): Promise<Cell[]> {
  const groupBy = cut.groupBy === "job" || cut.groupBy === "outcome" ? "costType" : cut.groupBy;
  const sources = sourcesOf(cut);
  const rollups = (grain: RollupGrain) =>
    runCells(
      scope,
      sources[grain],
      sql`select ${bucketIndex(sql`s.bucket`, cut.buckets)} as bucket, ${ROLLUP_KEY[groupBy]} as key,
          sum(s.amount) as amount, sum(s.count) as count
        from ${costRollups} s
        where s.user_id = ${scope.userId} and s.grain = ${grain} and ${inSpans(sql`s.bucket`, sources[grain])}
        group by 1, 2`,
    );
  const records = runCells(
    scope,
    sources.record,
    sql`select ${bucketIndex(sql`s.recorded_at`, cut.buckets)} as bucket, ${RECORD_KEY[groupBy]} as key,
        sum(s.amount) as amount, count(*) as count
      from ${costRecords} s
      where s.user_id = ${scope.userId} and ${inSpans(sql`s.recorded_at`, sources.record)}
      group by 1, 2`,
  );
  return (await Promise.all([rollups("day"), rollups("quarter"), records])).flat();
}
