import type { Scope } from "../ctx";
import { totalOf } from "./breakdown";
import { ledgerCells } from "./cells";
import type { Cut } from "./cut";
import { liveCells, type OpenJob } from "./live";
import { ledgerRange } from "./window";

/** Whose costs are meant: of everything or one project ('' = none), with the jobs of it that are open. */
export type Within = {
  timeZone: string;
  accountZone: string;
  project: string | undefined;
  open: readonly OpenJob[];
};

/** What a period [from, to) (ms) that holds now has cost so far: ledger and live, in 1e-12 units. */
export async function spentBetween(scope: Scope, period: Within & { from: number; to: number }): Promise<bigint> {
  const { from, to, timeZone } = period;
  const range = ledgerRange({ from, to: scope.now, timeZone }, scope.now);
  const ledgerTo = Math.min(range.ledgerTo, to);
  const cells = await cellsWithin(scope, period, {
    range: { ...range, ledgerTo },
    buckets: [{ start: from, end: scope.now, label: "" }],
  });
  return totalOf(cells);
}

/** The cells of a cut that belong to what is meant, live ones included. */
export async function cellsWithin(scope: Scope, within: Within, { range, buckets }: Pick<Cut, "range" | "buckets">) {
  const { accountZone, project, open } = within;
  const cut: Cut = { range, buckets, groupBy: project === undefined ? "costType" : "project", accountZone };
  const cells = [...(await ledgerCells(scope, cut)), ...liveCells(open, cut, scope.now)];
  return cells.filter(({ key }) => project === undefined || key === project);
}
