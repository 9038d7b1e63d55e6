import { toInstant } from "@pipeline/core/instant";
import { toUnits } from "@pipeline/core/money";
import type { Bucket } from "@pipeline/core/period";
import { sql, type SQL } from "drizzle-orm";
import type { Scope } from "../ctx";
import type { Cell, Span } from "./cells";

/** SQL: the index of the bucket that holds `time`. The sub-select is read once, not once a row. */
export function bucketIndex(time: SQL, buckets: readonly Bucket[]): SQL {
  const starts = `{${buckets.map((bucket) => toInstant(bucket.start)).join(",")}}`;
  return sql`greatest(width_bucket(${time}, (select (${starts}::text)::timestamptz[])) - 1, 0)`;
}

/** SQL: `time` lies in one of the spans. The outer bounds are what an index is searched by. */
export function inSpans(time: SQL, spans: readonly Span[]): SQL {
  const rows = spans.map(({ from, to }) => ({ f: toInstant(from), t: toInstant(to) }));
  const bounds = sql`${time} >= ${rows.at(0)?.f}::timestamptz and ${time} < ${rows.at(-1)?.t}::timestamptz`;
  if (rows.length < 2) return bounds;
  return sql`${bounds} and exists (
    select from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(f timestamptz, t timestamptz)
    where ${time} >= r.f and ${time} < r.t)`;
}

type Row = { bucket: number; key: string; amount: string; count: string };

/** Runs a query of (bucket, key, amount, count); none for no spans. */
export async function runCells({ tx }: Scope, spans: readonly Span[], query: SQL): Promise<Cell[]> {
  if (spans.length === 0) return [];
  const rows = await tx.execute<Row>(query);
  return rows.map(({ bucket, key, amount, count }) => ({
    bucket,
    key,
    units: toUnits(amount),
    count: Number(count),
  }));
}

/** Joins spans that touch; empty ones vanish. */
export function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (span.from >= span.to) continue;
    if (last?.to === span.from) last.to = span.to;
    else merged.push({ ...span });
  }
  return merged;
}
