import type { GroupBy } from "@pipeline/core/cost-words";
import type { Bucket, Range } from "@pipeline/core/period";
import type { BucketSpan } from "./pieces";
import type { LedgerRange } from "./window";

/** One sum: which bucket of the series, which key of the breakdown, exact 1e-12 units, how many records. */
export type Cell = { bucket: number; key: string; units: bigint; count: number };

/** What a summary is cut into; `before`: a range whose sums are wanted beside. */
export type Cut = {
  range: LedgerRange;
  buckets: readonly Bucket[];
  groupBy: GroupBy;
  accountZone: string;
  before?: Range;
};

/** The bucket of what lies in the range before. */
export const BEFORE = -1;

/** A stretch of time in ms, half-open. */
export type Span = { from: number; to: number };

/** What is read for each bucket: what is ahead of now belongs to the last one. */
export function spansOf({ range, buckets, before }: Cut): BucketSpan[] {
  const last = buckets.length - 1;
  const spans = buckets.map(({ start, end }, i) => ({ from: start, to: i === last ? range.ledgerTo : end, bucket: i }));
  return before ? [{ from: before.from, to: before.to, bucket: BEFORE }, ...spans] : spans;
}
