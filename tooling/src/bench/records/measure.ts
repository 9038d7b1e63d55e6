import assert from "node:assert/strict";
import { cursorOf } from "./deep";
import type { List } from "./lists";
import type { Row, Table } from "../support/report";
import { inTurns, type Measured, type Pace, repeated, timesAsFast } from "../support/run";

/** A verb takes at most so many times as long as the bare query, and a late page as the first one. */
const GOAL = { bare: 1.5, late: 1.2 };

/** How long the first and a late page of a list take, each beside its baselines. */
export async function measureList(
  list: List,
  page: number,
  pace: Pace,
): Promise<{ table: Table; measured: readonly Measured[] }> {
  const { limit } = list;
  const skip = (page - 1) * limit;
  const cursor = await cursorOf((input) => list.verb(input), { page, limit, step: list.most });
  const behind = (await list.offset(skip - 1))[0];
  assert.ok(behind);
  const pages = [
    { what: "first page", verb: { limit }, behind: undefined, skip: 0 },
    { what: `page ${page.toLocaleString("en")}`, verb: { limit, cursor }, behind, skip },
  ];
  const cases = pages.flatMap((one) => [
    { ...one, way: "the verb", ask: () => list.verb(one.verb) },
    { ...one, way: "bare keyset", ask: () => list.keyset(one.behind) },
    { ...one, way: "OFFSET", ask: () => list.offset(one.skip) },
  ]);
  for (const one of pages) {
    const ids = (await list.verb(one.verb)).items.map(({ id }) => id);
    assert.equal(ids.length, limit);
    for (const rows of [await list.keyset(one.behind), await list.offset(one.skip)]) {
      assert.deepEqual(
        rows.slice(0, limit).map(({ id }) => id),
        ids,
      );
    }
  }
  const measured = await inTurns(
    cases.map(({ what, way, ask }) => repeated(`${list.name}, ${what}: ${way}`, 1, ask)),
    pace,
  );
  return { measured, table: { title: `${list.name}, ${limit} rows a page`, rows: rowsOf(cases, measured) } };
}

function rowsOf(cases: readonly { what: string; way: string }[], measured: readonly Measured[]): Row[] {
  const [verb, bare] = measured;
  if (!verb || !bare) return [];
  return cases.map(({ what, way }, i) => {
    const one = measured[i] ?? verb;
    // The baselines of its own page: three cases a page, the bare query second.
    const own = measured[i - (i % 3) + 1] ?? bare;
    const first = measured[i % 3] ?? verb;
    const times = timesAsFast(own, one);
    const late = i < 3 ? undefined : timesAsFast(first, one);
    return {
      page: what,
      way,
      "p50 ms": one.p50,
      "p99 ms": one.p99,
      "CPU ms": one.cpuMs,
      "x bare keyset": one === own ? undefined : times,
      "x its first page": late,
      goal: way === "the verb" ? goalOf(times, late) : undefined,
    };
  });
}

function goalOf(times: number, late: number | undefined): string {
  const bare = `≤ ${GOAL.bare} x bare ${times <= GOAL.bare ? "met" : "missed"}`;
  if (late === undefined) return bare;
  return `${bare}, ≤ ${GOAL.late} x first ${late <= GOAL.late ? "met" : "missed"}`;
}
