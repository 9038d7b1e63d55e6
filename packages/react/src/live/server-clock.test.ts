import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createServerClock } from "./server-clock";

const at = Date.parse("2026-03-10T12:00:00.000Z");
const iso = (ms: number) => new Date(ms).toISOString();

/** A server and a page whose clock is `off` ms ahead, with a way to and fro. */
function pair(off: number) {
  const clock = createServerClock();
  let ahead = off;
  return {
    clock,
    /** Asks at the server's `when`; the question takes `there`, the answer `back`. */
    ask: (when: number, there: number, back: number): void => {
      clock.observe(iso(when + there), { sent: when + ahead, received: when + there + back + ahead });
    },
    error: (when: number) => (clock.serverTime(when + ahead) ?? NaN) - when,
    shift: (by: number): void => {
      ahead += by;
    },
  };
}

test("before the first answer it does not guess", () => {
  expect(createServerClock().serverTime(at)).toBeUndefined();
});

describe("a page whose clock is hours off", () => {
  test.each([3, -3])("tells the server's time (%i hours)", (hours) => {
    const { ask, error } = pair(hours * 3_600_000);
    ask(at, 40, 40);
    expect(error(at + 3_600_000)).toBe(0);
  });
});

test("answers that are slow one way only are in the end no worse than the fastest", () => {
  const { ask, error } = pair(7_000);
  ask(at, 10, 4_000);
  ask(at + 5_000, 20, 30);
  ask(at + 10_000, 5_000, 10);
  ask(at + 20_000, 10, 5_000);
  expect(Math.abs(error(at + 3_600_000))).toBeLessThanOrEqual(25);
});

test("however answers travel, it is never off by more than half the fastest", () => {
  const way = fc.integer({ min: 0, max: 10_000 });
  fc.assert(
    fc.property(fc.array(fc.tuple(way, way), { minLength: 1, maxLength: 20 }), (ways) => {
      const { ask, error } = pair(-123_456);
      let when = at;
      for (const [there, back] of ways) {
        ask(when, there, back);
        when += there + back + 5_000;
      }
      const fastest = Math.min(...ways.map(([there, back]) => there + back));
      expect(Math.abs(error(when + 3_600_000))).toBeLessThanOrEqual(fastest / 2);
    }),
  );
});

test("a page clock that jumped is put right by the next answer, not by the ninth", () => {
  const { ask, error, shift } = pair(0);
  for (let i = 0; i < 10; i++) ask(at + i * 5_000, 5, 5);
  shift(30_000);
  ask(at + 60_000, 50, 50);
  expect(error(at + 61_000)).toBe(0);
  shift(-3_600_000);
  ask(at + 70_000, 50, 50);
  expect(error(at + 71_000)).toBe(0);
});

test("a page clock that drifts is followed, within the way of an answer", () => {
  const { ask, error, shift } = pair(0);
  ask(at, 5, 5);
  for (let i = 1; i <= 720; i++) {
    shift(i % 2 === 0 ? 2 : 3);
    ask(at + i * 5_000, 20, 20);
  }
  expect(Math.abs(error(at + 3_600_000))).toBeLessThanOrEqual(21);
});

describe("what the server rendered, of which only the arrival is known", () => {
  test("does until a request has been watched", () => {
    const { clock, ask, error } = pair(0);
    clock.observe(iso(at), { received: at + 3_000 });
    expect(error(at + 4_000)).toBe(-3_000);
    ask(at + 5_000, 10, 10);
    expect(error(at + 6_000)).toBe(0);
  });
  test("sets nothing back when it comes out of a cache", () => {
    const { clock, ask, error } = pair(0);
    ask(at, 10, 10);
    clock.observe(iso(at), { received: at + 300_000 });
    expect(error(at + 300_000)).toBe(0);
  });
});

test("a correction holds the told time for a moment rather than to turn it back", () => {
  const clock = createServerClock();
  clock.observe(iso(at), { sent: 0, received: 800 });
  const before = clock.serverTime(1_000) ?? NaN;
  clock.observe(iso(at + 500), { sent: 1_000, received: 1_010 });
  expect(clock.serverTime(1_010)).toBe(before);
  expect(clock.serverTime(1_100)).toBe(before);
  expect(clock.serverTime(3_000)).toBe(at + 500 + 1_995);
});
