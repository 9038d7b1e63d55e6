import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lifeOf, type LifeEvent } from "./life";

const T = Date.parse("2026-03-10T10:00:00Z");
const MIN = 60_000;

function event(type: LifeEvent["type"], minute: number, receivedAt = 0): LifeEvent {
  return { eventId: `${type}-${minute}`, type, at: T + minute * MIN, receivedAt };
}

describe("the life of a job", () => {
  test("is queued before anything is told", () => {
    expect(lifeOf([])).toEqual({ status: "queued", reason: null, startedAt: null, endedAt: null, runs: [] });
  });

  test("runs from its earliest start", () => {
    const life = lifeOf([event("started", 7), event("started", 3)]);
    expect(life).toMatchObject({ status: "running", runs: [{ start: T + 3 * MIN, end: null }] });
  });

  test("is not paid for while it is paused, and resumes as a new run", () => {
    const life = lifeOf([event("started", 0), event("paused", 10), event("resumed", 25), event("completed", 40)]);
    expect(life.runs).toEqual([
      { start: T, end: T + 10 * MIN },
      { start: T + 25 * MIN, end: T + 40 * MIN },
    ]);
  });

  test("goes on when a machine that came back says started again", () => {
    const life = lifeOf([event("started", 0), event("paused", 10), event("started", 30)]);
    expect(life).toMatchObject({ status: "running", startedAt: T });
    expect(life.runs).toHaveLength(2);
  });

  test("ends with the earliest of completed, failed and canceled, ties by receipt", () => {
    const events = [event("started", 0), event("completed", 20), event("failed", 10), event("canceled", 10, 5)];
    expect(lifeOf(events)).toMatchObject({ status: "failed", endedAt: T + 10 * MIN });
    expect(lifeOf([event("started", 0), event("failed", 10, 2), event("canceled", 10, 1)]).status).toBe("canceled");
  });

  test("may fail while it waits, and costs nothing", () => {
    expect(lifeOf([event("failed", 5)])).toMatchObject({ status: "failed", runs: [] });
  });

  test("waits for its start before it can be completed", () => {
    expect(lifeOf([event("completed", 5)]).status).toBe("queued");
    expect(lifeOf([event("completed", 5), event("started", 1)]).status).toBe("completed");
  });

  test("that ended before it began costs nothing", () => {
    expect(lifeOf([event("started", 9), event("failed", 5)])).toMatchObject({ status: "failed", runs: [] });
  });

  test("that is paused at the instant it starts is paused, and costs nothing", () => {
    expect(lifeOf([event("started", 0), event("paused", 0)])).toMatchObject({ status: "paused", runs: [] });
  });

  test("does not depend on the order in which events are known", () => {
    const type = fc.constantFrom<LifeEvent["type"]>("started", "paused", "resumed", "completed", "failed");
    const events = fc.uniqueArray(
      fc.tuple(type, fc.nat(30)).map(([kind, minute]) => event(kind, minute)),
      { maxLength: 8, selector: (one) => one.eventId },
    );
    const shuffled = events.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([a, b]) => {
        expect(lifeOf(b)).toEqual(lifeOf(a));
      }),
    );
  });
});
