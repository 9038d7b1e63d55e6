import { expect, test } from "vitest";
import { createServerClock } from "./server-clock";

const at = Date.parse("2026-03-10T12:00:00.000Z");
const iso = (ms: number) => new Date(ms).toISOString();

test("before the first answer it does not guess", () => {
  expect(createServerClock().serverTime(at)).toBeUndefined();
});

test("a machine whose clock is hours off still tells the server's time", () => {
  const clock = createServerClock();
  const off = 3 * 3_600_000;
  clock.observe(iso(at), at + off + 80);
  clock.observe(iso(at + 5000), at + off + 5020);
  clock.observe(iso(at + 9000), at + off + 9400);
  expect(clock.serverTime(at + off + 10_000)).toBe(at + 10_000 - 20);
});

test("an answer out of the cache, seen late, does not set it back", () => {
  const clock = createServerClock();
  clock.observe(iso(at), at + 10);
  clock.observe(iso(at), at + 300_000);
  clock.observe(iso(at - 60_000), at + 300_000);
  expect(clock.serverTime(at + 300_000)).toBe(at + 299_990);
});

test("a clock that was set anew is believed once the old samples are gone", () => {
  const clock = createServerClock();
  clock.observe(iso(at), at);
  const jump = 60_000;
  for (let i = 1; i <= 8; i++) clock.observe(iso(at + i * 1000), at + i * 1000 + jump);
  expect(clock.serverTime(at + jump)).toBe(at);
});
