import type { App } from "@pipeline/api/http";
import type { Row, Table } from "../support/report";
import { type Case, inTurns, type Measured, type Pace, repeated, timesAsFast } from "../support/run";
import { dueDeeds } from "./due";
import { deedsOf, type Deed } from "./pages";
import type { Account } from "./open";

/** What is asked of this month takes at most so many times as long with ten years before it. */
export const GOAL = 1.2;

export type Sides = { readonly old: App; readonly young: App };

/** Everything, of each account, in both databases in turns. */
export async function measureAges(
  sides: Sides,
  accounts: readonly Account[],
  { only, ...pace }: Pace & { only: RegExp },
): Promise<{ tables: Table[]; measured: Measured[] }> {
  const tables: Table[] = [];
  const all: Measured[] = [];
  for (const { name, userId } of accounts) {
    const [old, young] = [await deeds(sides.old, name, userId), await deeds(sides.young, name, userId)];
    const pairs = old.flatMap((deed, i) => {
      const twin = young[i];
      return twin && only.test(deed.name) ? [{ deed, twin }] : [];
    });
    const cases = pairs.flatMap(({ deed, twin }) => [
      caseOf(`${name}, young: ${twin.name}`, twin),
      caseOf(`${name}, old: ${deed.name}`, deed),
    ]);
    const measured = await inTurns(cases, pace);
    all.push(...measured);
    tables.push({ title: `The ${name} account`, rows: pairs.map(({ deed }, i) => rowOf(deed, measured.slice(2 * i))) });
  }
  return { tables, measured: all };
}

// Due work is of all accounts; it has its turn beside the first one.
async function deeds(app: App, name: string, userId: string): Promise<Deed[]> {
  return [...(await deedsOf(app, userId)), ...(name === "heavy" ? dueDeeds(app, userId) : [])];
}

const caseOf = (name: string, { ask, wide }: Deed): Case => ({
  ...repeated(name, 1, ask),
  ...(wide === true && { turns: 2 }),
});

function rowOf({ name, wide = false }: Deed, [young, old]: readonly Measured[]): Row {
  const ratio = young && old ? timesAsFast(young, old) : Number.NaN;
  const goal = ratio <= GOAL ? "met" : "missed";
  return {
    asked: name,
    "month alone, p50 ms": young?.p50,
    "after ten years, p50 ms": old?.p50,
    ratio,
    goal: wide ? "reads more" : `≤ ${GOAL} ${goal}`,
  };
}
