import { costUnits, type Run } from "./meter";

/** A run of which [from, end) is still to be added up; epoch milliseconds. */
export type Accruing = { readonly run: Run; readonly from: number };

/** What runs add within [from, to) of each, in 1e-12 units: exactly what the meter will book. */
export function accruedUnits(accruing: readonly Accruing[], to: number): bigint {
  return accruing.reduce((sum, { run, from }) => {
    const [opens, closes] = [Math.max(from, run.start), Math.min(to, run.end ?? to)];
    return opens < closes ? sum + costUnits(run, closes - run.start) - costUnits(run, opens - run.start) : sum;
  }, 0n);
}

/**
 * The first whole millisecond in (after, until) at which the runs together have added `units` (1e-12); undefined when
 * they do not by then. The sum never falls, so it is searched by halves: exact, about 32 steps for a month.
 */
export function crossingOf(
  accruing: readonly Accruing[],
  units: bigint,
  { after, until }: { after: number; until: number },
): number | undefined {
  let [before, reached] = [after, until - 1];
  if (reached <= before || accruedUnits(accruing, reached) < units) return undefined;
  while (reached - before > 1) {
    const middle = before + Math.floor((reached - before) / 2);
    if (accruedUnits(accruing, middle) < units) before = middle;
    else reached = middle;
  }
  return reached;
}
