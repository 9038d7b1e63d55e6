import { describe, expect, test } from "vitest";
import { backoff, pauseOf } from "./pace";

const SECOND = 1000;
const calm = { pollAfterMs: 5 * SECOND, pushed: false, visible: true, failures: 0, retryAfterMs: 0 };
const bounds = (pace: Partial<typeof calm>) => [pauseOf({ ...calm, ...pace }, 0), pauseOf({ ...calm, ...pace }, 1)];

describe("the pause until the next poll", () => {
  test.each<[string, Partial<typeof calm>, number, number]>([
    ["is what the server asks for", {}, 4.5, 5.5],
    ["is longer when the server asks for more", { pollAfterMs: 20 * SECOND }, 18, 22],
    ["is a minute with a stream open", { pushed: true }, 54, 66],
    ["is a minute on a hidden page", { visible: false }, 54, 66],
    ["is longer than a minute when the server asks for it", { visible: false, pollAfterMs: 90 * SECOND }, 81, 99],
    ["is at least the usual one after a failure", { failures: 1 }, 5, 10],
    ["doubles with the next failure", { failures: 2 }, 10, 20],
    ["is five minutes at most after many failures", { failures: 40 }, 150, 300],
    ["is what a refusal asks for, and up to as long again", { failures: 1, retryAfterMs: 60 * SECOND }, 60, 120],
    ["is an hour or two where a refusal asks for days", { failures: 1, retryAfterMs: 1e10 }, 3600, 7200],
  ])("%s", (_what, pace, least, most) => {
    expect(bounds(pace).map(Math.round)).toEqual([least * SECOND, most * SECOND]);
  });
});

test("pages that failed together do not come back together", () => {
  const pauses = Array.from({ length: 100 }, (_, i) => backoff(9, SECOND, i / 100));
  expect(new Set(pauses).size).toBe(100);
});
