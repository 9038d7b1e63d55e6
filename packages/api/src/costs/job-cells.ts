import { WASTED } from "@pipeline/core/outcomes";
import { costRecords, jobRollups, jobs } from "@pipeline/db/schema";
import { sql, type SQL } from "drizzle-orm";
import type { Scope } from "../ctx";
import { addUp, cellQuery, sumsOf, type CellValues } from "./cell-query";
import { spansOf, type Cell, type Cut, type Span } from "./cut";
import { outcomeColumn } from "./outcome";
import { piecesOf } from "./pieces";
import { NO_JOB } from "./write";

const DAY_MS = 86_400_000;

function utcDayAt(at: number): Span {
  const from = Math.floor(at / DAY_MS) * DAY_MS;
  return { from, to: from + DAY_MS };
}

const fromDays = (given: CellValues) =>
  sumsOf(given, { table: sql`${jobRollups}`, time: sql`c.day`, key: JOB_ID, count: sql`c.count` });
const fromRecords = (given: CellValues) =>
  sumsOf(given, { table: sql`${costRecords}`, time: sql`c.recorded_at`, key: JOB_ID, count: sql`1` });

const JOB_ID = sql`nullif(c.job_id, ${NO_JOB}::uuid)`;
const KEY = sql`coalesce(s.key::text, '')`;

// Looked up for the jobs that are there, by their keys: a join may read all jobs a user ever had.
const outcome = ({ userId, givenUp }: CellValues) =>
  sql`coalesce((select ${outcomeColumn(givenUp)} from ${jobs} j where j.user_id = ${userId} and j.id = s.key), '')`;

/** What sums by job are made into: named, by the present outcome of the job, or only of jobs that came to nothing. */
const AS = {
  job: (_: CellValues, sums: SQL) => sql`select s.piece, ${KEY} as key, s.amount, s.count from (${sums}) s`,
  outcome: (given: CellValues, sums: SQL) =>
    sql`select s.piece, ${outcome(given)} as key, sum(s.amount) as amount, sum(s.count) as count
      from (${sums}) s group by 1, 2`,
  wasted: (given: CellValues, sums: SQL) => sql`${AS.job(given, sums)} where ${outcome(given)} in ${WASTED}`,
};
type As = keyof typeof AS;

const queriesOf = (as: As) => ({
  days: cellQuery((given) => AS[as](given, fromDays(given))),
  records: cellQuery((given) => AS[as](given, fromRecords(given))),
});

const QUERIES = { job: queriesOf("job"), outcome: queriesOf("outcome"), wasted: queriesOf("wasted") };

/** Sums by job or by outcome: of whole UTC days from roll-ups, of what is left at the bounds of buckets from records. */
export async function jobCells(scope: Scope, cut: Cut, as: As): Promise<Cell[]> {
  const { days, parts } = piecesOf(spansOf(cut), utcDayAt);
  const cells = await Promise.all([QUERIES[as].days(scope, days), QUERIES[as].records(scope, parts)]);
  return addUp(cells.flat());
}
