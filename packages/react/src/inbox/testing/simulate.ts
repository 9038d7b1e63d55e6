import { rest } from "./compare";
import { LOCK } from "./page";
import { perform } from "./perform";
import { makeRandom } from "./random";
import type { MakeServer } from "./server";
import { makeStage, type Stage } from "./stage";
import { makeSteps, type Step, type StepKind } from "./steps";

export type Run = {
  seed: number;
  makeServer: MakeServer;
  /** How much happens; or what exactly. */
  steps: number | readonly Step[];
};

/** A page, as a bystander sees it. */
export type TabPicture = {
  leads: boolean;
  visible: boolean;
  frozen: boolean;
  badge: number | undefined;
  version: number | undefined;
};
/** Where a run stands after a step: the time that has passed, the newest version, and what each page says. */
export type Moment = {
  step: StepKind | "rest";
  ms: number;
  version: number;
  requests: number;
  tabs: readonly TabPicture[];
  broken: readonly string[];
};

function picture({ clock, network, pages, browser }: Stage): Omit<Moment, "step" | "broken"> {
  const leader = browser.locks.line(LOCK)[0];
  const tabs = pages.map((page) => ({
    leads: page.tab === leader,
    visible: page.tab.isVisible(),
    frozen: page.tab.isFrozen(),
    badge: page.badge(),
    version: page.inbox.state()?.version,
  }));
  return { ms: clock.now(), version: network.version(), requests: network.requests(), tabs };
}

/** One random life of an inbox, a step at a time. The last moment is that of rest: whatever is broken then is wrong. */
export async function* simulate({ seed, makeServer, steps }: Run): AsyncGenerator<Moment> {
  const random = makeRandom(seed);
  const chance = (share: number) => random() < share;
  const setting = {
    seed,
    makeServer,
    limit: chance(0.5) ? 3 : 50,
    pushes: chance(0.6),
    lacks: { locks: chance(0.05), channels: chance(0.05) },
  };
  const happens = typeof steps === "number" ? makeSteps(random, steps) : steps;
  const stage = await makeStage(setting);
  stage.open(true);
  await stage.clock.run(200);
  for (const step of happens) {
    await perform(stage, step);
    yield { step: step.kind, ...picture(stage), broken: stage.broken };
  }
  // What is frozen may stay so: the others do without it.
  if (stage.pages.every(({ tab }) => tab.isFrozen())) stage.open(true);
  const differs = await rest(stage);
  yield { step: "rest", ...picture(stage), broken: [...stage.broken, ...differs] };
}

/** Everything that is wrong at the end of a run. */
export async function findBroken(run: Run): Promise<readonly string[]> {
  let broken: readonly string[] = [];
  for await (const moment of simulate(run)) broken = moment.broken;
  return broken;
}

/** The steps of a failing run without those it fails without. */
export async function shrink(run: Run, steps: readonly Step[]): Promise<readonly Step[]> {
  let kept = steps;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < kept.length;) {
      const fewer = kept.toSpliced(from, size);
      if ((await findBroken({ ...run, steps: fewer })).length > 0) kept = fewer;
      else from += size;
    }
  }
  return kept;
}

/** The steps a seed stands for. */
export function stepsOf(seed: number, count: number): Step[] {
  const random = makeRandom(seed);
  for (let i = 0; i < 4; i++) random();
  return makeSteps(random, count);
}
