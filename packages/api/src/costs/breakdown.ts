import type { GroupBy } from "@pipeline/core/cost-words";
import { toInstant, type Instant } from "@pipeline/core/instant";
import { fromUnits, type Money } from "@pipeline/core/money";
import type { Bucket } from "@pipeline/core/period";
import { statement, type Given } from "@pipeline/db";
import { jobs } from "@pipeline/db/schema";
import { sql } from "drizzle-orm";
import type { Scope } from "../ctx";
import type { Cell } from "./cut";

export type Breakdown = { key: string; label: string; amount: Money };
export type Series = { start: Instant; label: string; total: Money; byKey: Record<string, Money> };

/** By job, this many are named; the rest is one part. */
const MAX_JOBS = 100;
const OTHER = "other";

export function totalOf(cells: readonly Cell[]): bigint {
  return cells.reduce((sum, cell) => sum + cell.units, 0n);
}

function sumBy<K>(cells: readonly Cell[], keyOf: (cell: Cell) => K): Map<K, bigint> {
  const sums = new Map<K, bigint>();
  for (const cell of cells) {
    const key = keyOf(cell);
    const sum = sums.get(key);
    sums.set(key, sum === undefined ? cell.units : sum + cell.units);
  }
  return sums;
}

function largestFirst([a, x]: [string, bigint], [b, y]: [string, bigint]): number {
  if (x !== y) return x > y ? -1 : 1;
  return a < b ? -1 : 1;
}

/** By job, puts all but the largest under one key; other breakdowns are complete. */
export function foldSmallJobs(cells: Cell[], groupBy: GroupBy): Cell[] {
  if (groupBy !== "job") return cells;
  const ranked = [...sumBy(cells, (cell) => cell.key)].sort(largestFirst);
  if (ranked.length <= MAX_JOBS) return cells;
  const named = new Set(ranked.slice(0, MAX_JOBS).map(([key]) => key));
  return cells.map((cell) => (named.has(cell.key) ? cell : { ...cell, key: OTHER }));
}

/** The same, by the keys they were folded under. */
export function inParts<T extends { key: string }>(items: readonly T[], breakdown: readonly Breakdown[]): T[] {
  const keys = new Set(breakdown.map(({ key }) => key));
  return items.map((item) => (keys.has(item.key) || !keys.has(OTHER) ? item : { ...item, key: OTHER }));
}

/** The parts, largest first. */
export function breakdownOf(cells: readonly Cell[], labels: ReadonlyMap<string, string>): Breakdown[] {
  return [...sumBy(cells, (cell) => cell.key)]
    .sort(largestFirst)
    .map(([key, units]) => ({ key, label: labels.get(key) ?? key, amount: fromUnits(units) }));
}

/** Every bucket of the window, empty ones too. */
export function seriesOf(cells: readonly Cell[], buckets: readonly Bucket[]): Series[] {
  const byBucket = groupCells(cells);
  return buckets.map(({ start, label }, index) => {
    const own = byBucket.get(index) ?? [];
    const parts = [...sumBy(own, (cell) => cell.key)].sort(largestFirst);
    return {
      start: toInstant(start),
      label,
      total: fromUnits(totalOf(own)),
      byKey: Object.fromEntries(parts.map(([key, units]) => [key, fromUnits(units)])),
    };
  });
}

function groupCells(cells: readonly Cell[]): Map<number, Cell[]> {
  const groups = new Map<number, Cell[]>();
  for (const cell of cells) {
    const group = groups.get(cell.bucket);
    if (group) group.push(cell);
    else groups.set(cell.bucket, [cell]);
  }
  return groups;
}

/** Names for the keys, as a person reads them. */
export async function labelsOf(scope: Scope, cells: readonly Cell[], groupBy: GroupBy): Promise<Map<string, string>> {
  const keys = [...new Set(cells.map((cell) => cell.key))];
  const known = groupBy === "job" ? await jobNames(scope, keys) : new Map<string, string>();
  return new Map(keys.map((key) => [key, known.get(key) ?? wordsOf(key, groupBy)]));
}

function wordsOf(key: string, groupBy: GroupBy): string {
  if (key === "") return "Unassigned";
  if (groupBy === "project" || groupBy === "gpuType") return key;
  const words = key.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

// Each is looked up by its key: a planner that guesses how many they are may read all jobs of the user.
const names = statement(
  (_, { userId, ids }: Given<{ userId: string; ids: string }>) => sql<{ id: string; name: string }>`
    select j.id, j.name from unnest(${ids}::uuid[]) as asked(id)
    cross join lateral (
      select id, name from ${jobs} where user_id = ${userId} and id = asked.id offset 0
    ) j`,
);

async function jobNames({ tx, userId }: Scope, keys: readonly string[]): Promise<Map<string, string>> {
  const ids = keys.filter((key) => key !== "" && key !== OTHER);
  if (ids.length === 0) return new Map();
  const rows = await names(tx, { userId, ids: `{${ids.join(",")}}` });
  return new Map(rows.map((row) => [row.id, row.name]));
}
