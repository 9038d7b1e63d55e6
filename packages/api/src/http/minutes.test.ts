import { beforeAll, describe, expect, test, vi } from "vitest";
import { createTestApi, type TestApi } from "../testing";
import { createCounts, type Counts } from "./counts";
import { createFailures } from "./failures";
import { createMinutes } from "./minutes";

let api: TestApi;
let counts: Counts;
beforeAll(async () => {
  api = await createTestApi();
  counts = createCounts(api.auth.db);
});

/** A machine that runs all tests at once is given more time. */
const PATIENT = { patienceMs: 20_000 };
/** As many processes, which share the counts. */
const processes = (count: number) => Array.from({ length: count }, () => createMinutes(counts, PATIENT));
const nth = <T>(items: readonly T[], n: number): T => {
  const item = items[n % items.length];
  if (item === undefined) throw new Error("None.");
  return item;
};

const limiters = () => Array.from({ length: 3 }, () => createFailures(counts, 10));
const away = () => Promise.reject(new Error("away"));

describe("a minute of several processes", () => {
  test("is the caller's one minute: never less than the limit, and at most a twelfth more for each process", async () => {
    for (const [key, some] of [
      ["in turn", processes(3)],
      ["alone", processes(1)],
    ] as const) {
      let passed = 0;
      for (let n = 0; n < 2000; n++) if ((await nth(some, n).take(key, 1, 600)) === undefined) passed += 1;
      expect(passed).toBeGreaterThanOrEqual(600);
      expect(passed).toBeLessThanOrEqual(some.length === 1 ? 600 : 600 + some.length * 50);
    }
  });

  test("holds as well for calls that come all at once, and for batches", async () => {
    const some = processes(3);
    const answers = await Promise.all(Array.from({ length: 1800 }, (_, n) => nth(some, n).take("at once", 1, 600)));
    const passed = answers.filter((answer) => answer === undefined).length;
    expect(passed).toBeGreaterThanOrEqual(600);
    expect(passed).toBeLessThanOrEqual(750);
    const batches = await Promise.all(Array.from({ length: 300 }, (_, n) => nth(some, n).take("batches", 10, 600)));
    const through = batches.filter((answer) => answer === undefined).length * 10;
    expect(through).toBeGreaterThanOrEqual(600);
    expect(through).toBeLessThanOrEqual(750);
  });

  test("asks the database once for a twelfth of a limit, and not at all for a few calls", async () => {
    const add = vi.fn<Counts["add"]>((...given) => counts.add(...given));
    const one = createMinutes({ add }, PATIENT);
    for (let n = 0; n < 50; n++) await one.take("few", 1, 600);
    expect(add).toHaveBeenCalledTimes(0);
    for (let n = 0; n < 550; n++) await one.take("few", 1, 600);
    expect(add).toHaveBeenCalledTimes(11);
  });

  test("is over after a minute, by the clock of who began it; what was used before does not count in the next", async () => {
    const clock = { now: 0 };
    const one = createMinutes(counts, { ...PATIENT, clock: () => clock.now });
    for (let n = 0; n < 600; n++) expect(await one.take("over", 1, 600)).toBeUndefined();
    expect(await one.take("over", 1, 600)).toBeLessThanOrEqual(60_000);
    clock.now = 60_001;
    await counts.forget("over");
    for (let n = 0; n < 600; n++) expect(await one.take("over", 1, 600)).toBeUndefined();
  });

  test.each([
    ["does not answer", () => new Promise<never>(() => {})],
    ["fails", away],
  ])("is counted by each process where the database %s, and nobody waits for long", async (_, add) => {
    const one = createMinutes({ add });
    const began = performance.now();
    let passed = 0;
    for (let n = 0; n < 700; n++) if ((await one.take("away", 1, 600)) === undefined) passed += 1;
    expect(passed).toBe(600);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe("failed sign-ins of several processes", () => {
  test("500 guesses at once are ten", async () => {
    const some = limiters();
    const waits = await Promise.all(Array.from({ length: 500 }, (_, n) => nth(some, n).begin("guessed")));
    expect(waits.filter((wait) => wait === undefined)).toHaveLength(10);
    for (const wait of waits) if (wait !== undefined) expect(wait).toBeGreaterThan(800_000);
  });

  test("are forgotten after a success, and what came to nothing does not count", async () => {
    const some = limiters();
    for (let n = 0; n < 9; n++) expect(await nth(some, n).begin("busy")).toBeUndefined();
    for (let n = 0; n < 12; n++) {
      expect(await nth(some, n).begin("busy")).toBeUndefined();
      await nth(some, n + 1).cameToNothing("busy");
    }
    expect(await nth(some, 0).begin("busy")).toBeUndefined();
    expect(await nth(some, 1).begin("busy")).toBeGreaterThan(0);
    await nth(some, 2).succeeded("busy");
    expect(await nth(some, 1).begin("busy")).toBeUndefined();
  });

  test("are given back where they were counted", async () => {
    let isAway = true;
    const others = createFailures(counts, 10);
    const add: Counts["add"] = (...args) => (isAway ? away() : counts.add(...args));
    const mine = createFailures({ ...counts, add }, 10);
    for (let n = 0; n < 9; n++) await others.begin("both");
    for (let n = 0; n < 12; n++) {
      isAway = true;
      expect(await mine.begin("both")).toBeUndefined();
      isAway = false;
      await mine.cameToNothing("both");
    }
    expect(await others.begin("both")).toBeUndefined();
    expect(await others.begin("both")).toBeGreaterThan(0);
  });

  test("are counted by each process where the database cannot", async () => {
    const alone = createFailures({ add: away, get: away, giveBack: away, forget: away }, 10);
    for (let n = 0; n < 10; n++) expect(await alone.begin("x")).toBeUndefined();
    expect(await alone.begin("x")).toBeGreaterThan(0);
    await alone.succeeded("x");
    expect(await alone.begin("x")).toBeUndefined();
  });
});
