import { expect, test, vi } from "vitest";
import { createPageClock } from "./page-clock";

/** A machine whose two clocks are moved by hand. */
function machine() {
  const clocks = { wall: 1_000_000, steady: 50 };
  const clock = createPageClock({ wall: () => clocks.wall, steady: () => clocks.steady });
  const jumped = vi.fn<() => void>();
  clock.onJump(jumped);
  const pass = (wall: number, steady: number) => {
    const before = clock.now();
    clocks.wall += wall;
    clocks.steady += steady;
    return clock.now() - before;
  };
  return { pass, jumped, clock };
}

const HOUR = 3_600_000;

test("time passes as both clocks say", () => {
  const { pass, jumped } = machine();
  expect(pass(HOUR, HOUR)).toBe(HOUR);
  expect(jumped).not.toHaveBeenCalled();
});

test("a wall clock that is set by half a minute, or back by hours, moves nothing but is told", () => {
  const { pass, jumped } = machine();
  expect(pass(30_100, 100)).toBe(100);
  expect(pass(100 - 3 * HOUR, 100)).toBe(100);
  expect(jumped).toHaveBeenCalledTimes(2);
});

test("an hour that the steady clock slept through has passed all the same", () => {
  const { pass, jumped } = machine();
  expect(pass(HOUR, 100)).toBe(HOUR);
  expect(pass(100, 100)).toBe(100);
  expect(jumped).toHaveBeenCalledTimes(1);
});

test("a wall clock that is slowly put right is no jump", () => {
  const { pass, jumped } = machine();
  for (let i = 0; i < 100; i++) expect(pass(1_000.5, 1_000)).toBe(1_000);
  expect(jumped).not.toHaveBeenCalled();
});

test("whoever leaves hears nothing more", () => {
  const { pass, clock } = machine();
  const listener = vi.fn<() => void>();
  clock.onJump(listener)();
  pass(HOUR, 0);
  expect(listener).not.toHaveBeenCalled();
});
