import type { GroupBy } from "@pipeline/core/cost-words";
import { ceilQuarter, floorQuarter } from "@pipeline/core/period";
import { localDayAt } from "@pipeline/core/time-zone";
import { costRecords, costRollups, type RollupGrain } from "@pipeline/db/schema";
import { sql, type SQL } from "drizzle-orm";
import type { Scope } from "../ctx";
import { addUp, cellQuery, sumsOf } from "./cell-query";
import { spansOf, type Cell, type Cut } from "./cut";
import { piecesOf, type Piece } from "./pieces";

type Dimension = Exclude<GroupBy, "job" | "outcome">;
type Sources = Record<RollupGrain | "record", Piece[]>;

/** Which part of the range each source answers: whole local days, whole quarter hours, and what is left at the edges. */
export function sourcesOf(cut: Cut): Sources {
  const dayAt = (at: number) => {
    const { start, end } = localDayAt(at, cut.accountZone);
    return { from: start, to: end };
  };
  const spans = spansOf(cut);
  const last = spans.at(-1);
  // A range that closes now takes the day that holds now whole: nothing lies behind it.
  if (last && last.to > cut.range.to && cut.range.timeZone === cut.accountZone) last.to = dayAt(last.to - 1).to;
  const { days, parts } = piecesOf(spans, dayAt);
  const [quarter, record] = [new Array<Piece>(), new Array<Piece>()];
  for (const part of parts) {
    const [from, to] = [ceilQuarter(part.from), floorQuarter(part.to)];
    if (from > to) record.push(part);
    else {
      if (part.from < from) record.push({ ...part, to: from });
      if (from < to) quarter.push({ ...part, from, to });
      if (to < part.to) record.push({ ...part, from: to });
    }
  }
  return { day: days, quarter, record };
}

const KEY: Record<Dimension, SQL> = {
  costType: sql`c.cost_type`,
  project: sql`c.project`,
  gpuType: sql`c.gpu_type`,
};

const rollups = (grain: SQL, dimension: Dimension) =>
  cellQuery((given) =>
    sumsOf(given, {
      table: sql`${costRollups}`,
      time: sql`c.bucket`,
      key: KEY[dimension],
      count: sql`c.count`,
      where: sql`c.grain = ${grain}`,
    }),
  );

const records = (dimension: Dimension) =>
  cellQuery((given) =>
    sumsOf(given, {
      table: sql`${costRecords}`,
      time: sql`c.recorded_at`,
      key: sql`coalesce(${KEY[dimension]}, '')`,
      count: sql`1`,
    }),
  );

const queriesOf = (dimension: Dimension) => ({
  day: rollups(sql`'day'`, dimension),
  quarter: rollups(sql`'quarter'`, dimension),
  record: records(dimension),
});

const QUERIES = {
  costType: queriesOf("costType"),
  project: queriesOf("project"),
  gpuType: queriesOf("gpuType"),
};

/** Sums by cost type, project or GPU type. */
export async function rollupCells(scope: Scope, cut: Cut, dimension: Dimension): Promise<Cell[]> {
  const queries = QUERIES[dimension];
  const { day, quarter, record } = sourcesOf(cut);
  const [days, ...finer] = await Promise.all([
    queries.day(scope, day),
    queries.quarter(scope, quarter),
    queries.record(scope, record),
  ]);
  return finer.every(({ length }) => length === 0) ? days : addUp([days, ...finer].flat());
}
