import type { Scope } from "../ctx";
import type { Cell, Cut } from "./cut";
import { jobCells } from "./job-cells";
import { rollupCells } from "./rollup-cells";

/** The ledger's sums in the cut: from roll-ups, and from records only where an edge is finer than a roll-up. */
export async function ledgerCells(scope: Scope, cut: Cut): Promise<Cell[]> {
  const { groupBy, before, ...rest } = cut;
  if (groupBy !== "job" && groupBy !== "outcome") return rollupCells(scope, cut, groupBy);
  const cells = await Promise.all([
    jobCells(scope, { ...rest, groupBy }, groupBy),
    before ? rollupCells(scope, { ...cut, buckets: [] }, "costType") : [],
  ]);
  return cells.flat();
}
