// @vitest-environment node
import { createTestApi } from "@pipeline/api/testing";
import { expect, test } from "vitest";
import { modelServer } from "./testing/model-server";
import { realServer } from "./testing/real-server";
import type { MakeServer } from "./testing/server";
import { findBroken, shrink, stepsOf } from "./testing/simulate";

const RUNS = Number(process.env["SIM_RUNS"] ?? 1_000);
const REAL_RUNS = Math.ceil(RUNS / 33);
const SEED = process.env["SIM_SEED"];
const STEPS = 30;
const HOURS = 3 * 3_600_000;

const api = await createTestApi();
// Small deltas say reset often.
const inMemory = (seed: number) => modelServer({ processes: 2, mostRows: seed % 2 === 0 ? 200 : 6 });

/** What is wrong with a seed, by the fewest steps; undefined when nothing is. */
async function examine(seed: number, makeServer: MakeServer): Promise<object | undefined> {
  const run = { seed, makeServer, steps: STEPS };
  if ((await findBroken(run)).length === 0) return undefined;
  const steps = await shrink(run, stepsOf(seed, STEPS));
  return { replay: `SIM_SEED=${seed}`, broken: await findBroken({ ...run, steps }), steps };
}

test.each<[string, number, (seed: number) => MakeServer]>([
  ["a backend in memory", RUNS, inMemory],
  ["the real one, three processes of it", REAL_RUNS, () => realServer(api, 3)],
])(
  "badge = unread list = database on every page, whatever is lost, late, twice, frozen or closed: %s",
  async (_what, runs, makeServer) => {
    const [from, to] = SEED === undefined ? [1, runs] : [Number(SEED), Number(SEED)];
    for (let seed = from; seed <= to; seed++) expect(await examine(seed, makeServer(seed))).toBeUndefined();
  },
  HOURS,
);
