import { describe, expect, test } from "vitest";
import { openDesk } from "../inbox/testing/desk";
import { CALM } from "../inbox/testing/network";

// What people say of other inboxes: after ten minutes, or after sleep, nothing comes any more until the page is reloaded.
const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe("a tab that was open for hours", () => {
  test("with a stream that says nothing any more is a minute late at most", async () => {
    const desk = await openDesk({ pushes: true });
    const { version } = await desk.sit();
    await desk.clock.run(3 * 60 * MINUTE);
    desk.network.setStorm({ ...CALM, hintLoss: 1 });
    await desk.tell();
    await desk.clock.run(67 * SECOND);
    expect(version()).toBe(1);
  });

  test("that slept knows all as soon as it wakes", async () => {
    const desk = await openDesk({ pushes: true });
    const { tab, version } = await desk.sit();
    tab.freeze();
    for (let i = 0; i < 5; i++) await desk.tell();
    await desk.clock.run(8 * 60 * MINUTE);
    tab.thaw();
    tab.show();
    await desk.clock.run(SECOND);
    expect(version()).toBe(5);
  });

  test("goes on by itself after an outage of any length, and did not storm the server during it", async () => {
    const desk = await openDesk({ pushes: true });
    const seats = await desk.sitMany(5);
    await desk.clock.run(MINUTE);
    desk.network.setDown(0, true);
    const before = desk.network.requests();
    await desk.clock.run(10 * 60 * MINUTE);
    expect(desk.network.requests() - before).toBeLessThan(10 * 60);
    desk.network.setDown(0, false);
    await desk.tell();
    await desk.clock.run(5.5 * MINUTE);
    expect(seats.map(({ version }) => version())).toEqual([1, 1, 1, 1, 1]);
  });

  test("does not wait for a leader that is frozen", async () => {
    const desk = await openDesk({ pushes: true });
    const [leader, follower] = [await desk.sit(), await desk.sit()];
    await desk.clock.run(60 * MINUTE);
    leader.tab.freeze();
    await desk.tell();
    await desk.clock.run(13 * SECOND);
    expect(follower.version()).toBe(1);
  });
});
