import { describe, expect, test } from "vitest";
import { createPace } from "./pace";

const SECOND = 1_000;

/** A process whose load is set by hand, and the pace it asks for after each of so many seconds. */
function aProcess() {
  const measured = { load: 0.1, now: 0 };
  const pace = createPace({ load: () => measured.load, now: () => measured.now });
  return {
    pace,
    during(load: number, seconds: number): number[] {
      measured.load = load;
      return Array.from({ length: seconds }, () => {
        measured.now += SECOND;
        return pace();
      });
    },
  };
}

const steps = (paces: number[]) => paces.filter((pace, i) => pace !== paces[i - 1]);

describe("the pace of polls", () => {
  test("is five seconds while there is little to do", () => {
    expect(steps(aProcess().during(0.3, 120))).toEqual([5_000]);
  });

  test("slows down in steps to a minute under load, and no further", () => {
    const paces = aProcess().during(0.99, 60);
    expect(steps(paces)).toEqual([5_000, 10_000, 20_000, 40_000, 60_000]);
    expect(paces.indexOf(60_000)).toBeLessThan(10);
  });

  test("comes back more slowly than it went, a step at a time", () => {
    const busy = aProcess();
    busy.during(0.99, 30);
    const paces = busy.during(0.1, 120);
    expect(steps(paces)).toEqual([60_000, 40_000, 20_000, 10_000, 5_000]);
    expect(paces.indexOf(40_000)).toBeGreaterThanOrEqual(14);
    expect(paces.indexOf(5_000)).toBeGreaterThan(55);
  });

  test("stays where it is between calm and busy, however long", () => {
    const busy = aProcess();
    busy.during(0.99, 4);
    expect(steps(busy.during(0.7, 300))).toHaveLength(1);
  });

  test("is measured every two seconds at most, however often it is asked for", () => {
    let asked = 0;
    let now = 0;
    const pace = createPace({ load: () => (asked++, 1), now: () => now });
    for (; now < 10_000; now += 10) pace();
    expect(asked).toBe(4);
  });

  test("is read from the event loop of this process: it rises when that is blocked", () => {
    let now = 0;
    const pace = createPace({ now: () => now });
    const until = performance.now() + 50;
    while (performance.now() < until);
    now = 3_000;
    expect(pace()).toBe(10_000);
  });
});
