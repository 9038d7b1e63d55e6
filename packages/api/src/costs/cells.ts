import type { GroupBy } from "@pipeline/core/costs";
import type { Bucket } from "@pipeline/core/period";
import type { Scope } from "../ctx";
import { jobCells } from "./job-cells";
import { rollupCells } from "./rollup-cells";
import type { LedgerRange } from "./window";

/** One sum: which bucket of the series, which key of the breakdown, exact 1e-12 units, how many records. */
export type Cell = { bucket: number; key: string; units: bigint; count: number };

/** What a summary is cut into. */
export type Cut = { range: LedgerRange; buckets: readonly Bucket[]; groupBy: GroupBy; accountZone: string };

/** A stretch of time in ms, half-open. */
export type Span = { from: number; to: number };

/** What the ledger is read of for each bucket: what is ahead of now belongs to the last one. */
export function spansOf({ range, buckets }: Cut): Span[] {
  const last = buckets.length - 1;
  return buckets.map(({ start, end }, i) => ({ from: start, to: i === last ? range.ledgerTo : end }));
}

/** The ledger's sums in the cut: from roll-ups, and from records only where an edge is finer than a roll-up. */
export function ledgerCells(scope: Scope, cut: Cut): Promise<Cell[]> {
  const { groupBy } = cut;
  return groupBy === "job" || groupBy === "outcome" ? jobCells(scope, cut, groupBy) : rollupCells(scope, cut, groupBy);
}
