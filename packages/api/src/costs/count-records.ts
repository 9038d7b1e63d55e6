import { toInstant, type Instant } from "@pipeline/core/instant";
import { ceilQuarter, floorQuarter } from "@pipeline/core/period";
import { statement, type Given } from "@pipeline/db";
import { costRecords, costRollups } from "@pipeline/db/schema";
import { and, sql, type SQL, type SQLWrapper } from "drizzle-orm";
import { eachShape } from "../each-shape";
import type { Scope } from "../ctx";
import { ofJob, type Bounds, type Filters } from "./record-query";

/**
 * How many records of the actor's lie in a window (ms), exactly: from roll-ups, and from records only at an edge inside a
 * quarter hour. One job's are counted: an index holds them apart.
 */
export async function countRecords(scope: Scope, bounds: Bounds, filters: Filters): Promise<number> {
  const { costType, jobId, project } = filters;
  const first = Math.min(ceilQuarter(bounds.from), bounds.to);
  const [row] = await counting({
    costType: costType !== undefined,
    jobId: jobId !== undefined,
    project: project !== undefined,
  })(scope.tx, {
    userId: scope.userId,
    costType: costType ?? "",
    jobId: jobId ?? "",
    project: project ?? "",
    from: toInstant(bounds.from),
    to: toInstant(bounds.to),
    first: toInstant(first),
    last: toInstant(Math.max(floorQuarter(bounds.to), first)),
  });
  return Number(row?.count ?? 0);
}

type Shape = { costType: boolean; jobId: boolean; project: boolean };
type Values = Required<Filters> & {
  userId: string;
  /** The window, and the quarter hours that lie whole in it. */
  from: Instant;
  to: Instant;
  first: Instant;
  last: Instant;
};

const counting = eachShape((shape: Shape) =>
  shape.jobId
    ? statement((_, given: Given<Values>) => sql<{ count: string }>`${counted(shape, given, ofJob(given))}`)
    : statement((_, given: Given<Values>) => sql<{ count: string }>`${ofRollUps(shape, given)}`),
);

/**
 * Between the first and the last day that begin in the window, with a quarter hour, all days are whole, in whatever zone they
 * are cut; around them the quarter hours count, and at the edges the records. Bounds that the planner does not know let it expect few rows
 * and take the index, whatever the values.
 */
function ofRollUps(shape: Shape, given: Given<Values>): SQL {
  const { first, last } = given;
  return sql`
    with days as (
      select min(bucket) as first, max(bucket) as last from ${costRollups}
      where user_id = ${given.userId} and grain = 'day' and bucket >= ${first} and bucket < ${last}
        and bucket = date_bin('15 minutes', bucket, '2000-01-01Z')
    ), edges as (
      select ${first}::timestamptz as first, coalesce(first, ${last}) as first_day, coalesce(last, ${last}) as last_day,
        ${last}::timestamptz as last
      from days
    )
    select (
      ${rollUpsIn(shape, given, "day", ["first_day", "last_day"])}
      + ${rollUpsIn(shape, given, "quarter", ["first", "first_day"])}
      + ${rollUpsIn(shape, given, "quarter", ["last_day", "last"])}
      + (${recordsIn(shape, given, [given.from, first])})
      + (${recordsIn(shape, given, [last, given.to])})
    ) as count`;
}

const edge = (name: string) => sql.raw(`(select ${name} from edges)`);

function rollUpsIn(shape: Shape, given: Given<Values>, grain: "day" | "quarter", [from, to]: [string, string]): SQL {
  const where = and(
    sql`s.user_id = ${given.userId} and s.grain = ${sql.raw(`'${grain}'`)}`,
    sql`s.bucket >= ${edge(from)} and s.bucket < ${edge(to)}`,
    shape.costType ? sql`s.cost_type = ${given.costType}` : undefined,
    shape.project ? sql`s.project = ${given.project}` : undefined,
  );
  return sql`(select coalesce(sum(s.count), 0) from ${costRollups} s where ${where})`;
}

function recordsIn(shape: Shape, given: Given<Values>, [from, to]: [SQLWrapper, SQLWrapper]): SQL {
  const window = sql`${costRecords.recordedAt} >= ${from} and ${costRecords.recordedAt} < ${to}`;
  return counted(shape, given, window);
}

function counted({ costType, project }: Shape, given: Given<Values>, which: SQL): SQL {
  const where = and(
    sql`${costRecords.userId} = ${given.userId} and ${which}`,
    costType ? sql`${costRecords.costType} = ${given.costType}` : undefined,
    project ? sql`coalesce(${costRecords.project}, '') = ${given.project}` : undefined,
  );
  return sql`select count(*) as count from ${costRecords} where ${where}`;
}
