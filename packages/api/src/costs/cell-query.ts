import { toInstant } from "@pipeline/core/instant";
import { toUnits } from "@pipeline/core/money";
import { statement, type Given } from "@pipeline/db";
import { sql, type SQL } from "drizzle-orm";
import type { Scope } from "../ctx";
import type { Cell, Span } from "./cut";
import { givenUpBefore } from "./outcome";
import type { Piece } from "./pieces";

type Values = {
  userId: string;
  /** Bounds of the stretches that are read: arrays, as the database writes them. */
  from: string;
  to: string;
  /** Where their pieces begin. */
  starts: string;
  givenUp: string;
};
export type CellValues = Given<Values>;
type Row = { piece: number; key: string; amount: string; count: string };

/** What is read of the rows `c` of a table: their time, what they are summed by, and how many records each is. */
type Source = { table: SQL; time: SQL; key: SQL; count: SQL; where?: SQL };

/**
 * SQL: the sums of a source by piece and key. Each stretch is searched in the index by itself: OFFSET keeps the planner
 * from reading a user's whole history and leaving out what lies between.
 */
export function sumsOf(given: CellValues, { table, time, key, count, where }: Source): SQL {
  return sql`
    select s.piece, s.key, sum(s.amount) as amount, sum(s.count) as count
    from unnest(${given.from}::timestamptz[], ${given.to}::timestamptz[]) as r(f, t)
    cross join lateral (
      select width_bucket(${time}, ${given.starts}::timestamptz[]) - 1 as piece, ${key} as key, c.amount, ${count} as count
      from ${table} c
      where c.user_id = ${given.userId} and ${time} >= r.f and ${time} < r.t ${where ? sql`and ${where}` : sql``}
      offset 0
    ) s
    group by 1, 2`;
}

export type CellQuery = (scope: Scope, pieces: readonly Piece[]) => Promise<Cell[]>;

/** A query of (piece, key, amount, count), as one statement for any pieces; nothing is asked for none. */
export function cellQuery(build: (given: CellValues) => SQL): CellQuery {
  const query = statement((_, given: CellValues) => sql<Row>`${build(given)}`);
  return async ({ tx, userId, now }, pieces) => {
    if (pieces.length === 0) return [];
    const spans = merge(pieces);
    const rows = await query(tx, {
      userId,
      from: instants(spans.map(({ from }) => from)),
      to: instants(spans.map(({ to }) => to)),
      starts: instants(pieces.map(({ from }) => from)),
      givenUp: givenUpBefore(now),
    });
    return rows.flatMap((row) => cellsOf(row, pieces[row.piece]));
  };
}

const instants = (times: readonly number[]) => `{${times.map(toInstant).join(",")}}`;

function cellsOf({ key, amount, count }: Row, piece: Piece | undefined): Cell[] {
  if (!piece) throw new Error("A sum belongs to no piece.");
  const cell: Cell = { bucket: piece.bucket, key, units: toUnits(amount), count: Number(count) };
  if (piece.outOf === undefined) return [cell];
  return [cell, { bucket: piece.outOf, key, units: -cell.units, count: -cell.count }];
}

/** Adds up what belongs together; what has gone out again as a whole vanishes. */
export function addUp(cells: readonly Cell[]): Cell[] {
  const sums = new Map<string, Cell>();
  for (const cell of cells) {
    const name = `${cell.bucket} ${cell.key}`;
    const sum = sums.get(name);
    if (!sum) sums.set(name, { ...cell });
    else {
      sum.units += cell.units;
      sum.count += cell.count;
    }
  }
  return [...sums.values()].filter(({ count }) => count !== 0);
}

/** Joins spans that touch. */
function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const { from, to } of spans) {
    const last = merged.at(-1);
    if (last?.to === from) last.to = to;
    else merged.push({ from, to });
  }
  return merged;
}
