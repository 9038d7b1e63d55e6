import type { GroupBy } from "@pipeline/core/cost-words";

/** How many parts a breakdown shows before it is asked for all. */
const FIRST = 15;

/** The largest parts of a breakdown, or all: what the server has folded into one part comes after every other. */
export function rowsOf<P extends { key: string }>(parts: readonly P[], groupBy: GroupBy, all: boolean): P[] {
  const folded = ({ key }: P) => groupBy === "job" && key === "other";
  const rows = [...parts.filter((part) => !folded(part)), ...parts.filter(folded)];
  return all ? rows : rows.slice(0, FIRST);
}
