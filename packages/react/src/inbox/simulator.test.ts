// @vitest-environment node
import { expect, test } from "vitest";
import { modelServer } from "./testing/model-server";
import { findBroken, shrink, stepsOf } from "./testing/simulate";

const RUNS = Number(process.env["SIM_RUNS"] ?? 2_000);
const SEED = Number(process.env["SIM_SEED"] ?? 1);
const STEPS = 40;

test(
  "badge = unread list = database on every page, whatever is lost, late, twice, frozen or closed",
  async () => {
    const makeServer = modelServer({ processes: 2 });
    const started = performance.now();
    let bad = 0;
    for (let seed = SEED; seed < SEED + RUNS; seed++) {
      const broken = await findBroken({ seed, makeServer, steps: STEPS });
      if (broken.length === 0) continue;
      bad++;
      if (bad > 3) break;
      const steps = await shrink({ seed, makeServer, steps: 0 }, stepsOf(seed, STEPS));
      console.log(seed, broken.slice(0,6), await findBroken({ seed, makeServer, steps }), steps);
    }
    console.log((performance.now() - started) / 1000, "s");
    expect(bad).toBe(0);
  },
  3_600_000,
);
