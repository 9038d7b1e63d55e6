import type { App } from "@pipeline/api/http";
import type { Row, Table } from "../support/report";
import { type Case, inTurns, type Measured, type Pace, repeated, timesAsFast } from "../support/run";
import { dueDeeds } from "./due";
import { atTheEnd, type Deed, readsOf, writesOf } from "./pages";
import type { Account } from "./open";

/** What is asked of this month takes at most so many times as long with ten years before it as with a month. */
const GOAL = 1.2;

export type Sides = { readonly old: App; readonly young: App };

/** Everything, of each account, in both databases in turns. */
export async function measureAges(
  sides: Sides,
  accounts: readonly Account[],
  { only, ...pace }: Pace & { only: RegExp },
): Promise<{ tables: Table[]; measured: Measured[] }> {
  const tables: Table[] = [];
  const all: Measured[] = [];
  for (const account of accounts) {
    const rows: Row[] = [];
    // What is written comes after all that is read: both sides are read as they were filled.
    for (const deedsOf of [reads, rounds, writes]) {
      const [old, young] = [await deedsOf(sides.old, account), await deedsOf(sides.young, account)];
      const pairs = old.flatMap((deed, i) => {
        const twin = young[i];
        return twin && only.test(deed.name) ? [{ deed, twin }] : [];
      });
      const cases = pairs.flatMap(({ deed, twin }) => [
        caseOf(`${account.name}, young: ${twin.name}`, twin),
        caseOf(`${account.name}, old: ${deed.name}`, deed),
      ]);
      const measured = await inTurns(cases, pace);
      all.push(...measured);
      rows.push(...pairs.map(({ deed }, i) => rowOf(deed, measured.slice(2 * i))));
    }
    tables.push({ title: `The ${account.name} account`, rows });
  }
  return { tables, measured: all };
}

type DeedsOf = (app: App, account: Account) => Promise<Deed[]>;
const reads: DeedsOf = (app, { userId }) => readsOf(atTheEnd(app, userId));
const writes: DeedsOf = (app, { userId }) => writesOf(atTheEnd(app, userId));
// Due work is of all accounts; it has its turn beside the first one.
const rounds: DeedsOf = async (app, { name, userId }) => (name === "heavy" ? dueDeeds(app, userId) : []);

const caseOf = (name: string, { ask, wide }: Deed): Case => ({
  ...repeated(name, 1, ask),
  ...(wide === true && { turns: 2 }),
});

function rowOf({ name, wide = false }: Deed, [young, old]: readonly Measured[]): Row {
  const ratio = young && old ? timesAsFast(young, old) : Number.NaN;
  const goal = ratio <= GOAL ? "met" : "missed";
  return {
    asked: name,
    "two months, p50 ms": young?.p50,
    "ten years, p50 ms": old?.p50,
    ratio,
    goal: wide ? "reads more" : `≤ ${GOAL} ${goal}`,
  };
}
