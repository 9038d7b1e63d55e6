import { describe, expect, test } from "vitest";
import { openDesk } from "./testing/desk";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const FAILED = new Error("fetch failed");

describe("failures", () => {
  test("are tried again with growing pauses of five minutes at most, and end with the first answer", async () => {
    const desk = await openDesk();
    const { version } = await desk.sit();
    desk.failure = FAILED;
    const polls = await desk.pollsIn(HOUR);
    const pauses = polls.slice(1).map(({ at }, i) => at - (polls[i]?.at ?? 0));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(5 * MINUTE + 100);
    expect(polls.length).toBeLessThan(30);
    desk.failure = undefined;
    await desk.tell();
    await desk.clock.run(5 * MINUTE);
    expect(version()).toBe(1);
    expect((await desk.pollsIn(MINUTE)).length).toBeGreaterThan(9);
  });

  test("with a time to come back are not tried before it", async () => {
    const desk = await openDesk();
    await desk.sit();
    desk.failure = FAILED;
    desk.retryAfterMs = 2 * MINUTE;
    await desk.pollsIn(6 * SECOND);
    expect(await desk.pollsIn(119 * SECOND)).toHaveLength(0);
    expect(await desk.pollsIn(2 * MINUTE)).toHaveLength(1);
  });

  test("are trouble from the second in a row on, until the next answer; both are told to who draws", async () => {
    const desk = await openDesk();
    const { inbox } = await desk.sit();
    const drawn: unknown[] = [];
    let before = inbox.state();
    inbox.subscribe(() => {
      if (inbox.state() !== before) drawn.push(inbox.trouble());
      before = inbox.state();
    });
    desk.failure = FAILED;
    await desk.clock.run(6 * SECOND);
    expect([inbox.trouble(), drawn]).toEqual([undefined, []]);
    await desk.clock.run(20 * SECOND);
    expect([inbox.trouble(), drawn]).toEqual([FAILED, [FAILED]]);
    desk.failure = undefined;
    await desk.clock.run(5 * MINUTE);
    expect([inbox.trouble(), drawn]).toEqual([undefined, [FAILED, undefined]]);
  });

  test("of a page that follows end when the one that leads has an answer", async () => {
    const desk = await openDesk();
    const [, follower] = [await desk.sit(), await desk.sit()];
    desk.failure = FAILED;
    for (let i = 0; i < 3; i++) {
      void follower.inbox.poll();
      await desk.clock.run(100);
    }
    expect(follower.inbox.trouble()).toBe(FAILED);
    desk.failure = undefined;
    await desk.clock.run(20 * SECOND);
    expect(follower.inbox.trouble()).toBeUndefined();
  });
});
