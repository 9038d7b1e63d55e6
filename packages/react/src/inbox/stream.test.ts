import { describe, expect, test } from "vitest";
import { CALM } from "./testing/network";
import { openDesk } from "./testing/desk";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const STORM = { ...CALM, refusal: 1 };

describe("a stream", () => {
  test("brings news within a moment", async () => {
    const desk = await openDesk({ pushes: true });
    const { version } = await desk.sit();
    await desk.clock.run(10 * SECOND);
    await desk.tell();
    await desk.clock.run(100);
    expect(version()).toBe(1);
  });

  test("that is lost is polled for at the usual pace, and opened again", async () => {
    const desk = await openDesk({ pushes: true });
    await desk.sit();
    await desk.clock.run(MINUTE);
    desk.network.setStorm(STORM);
    desk.network.cut(() => true);
    expect((await desk.pollsIn(MINUTE)).length).toBeGreaterThan(9);
    desk.network.setStorm(CALM);
    await desk.clock.run(5 * MINUTE);
    expect(desk.network.streams()).toBe(1);
    expect((await desk.pollsIn(10 * MINUTE)).length).toBeLessThan(13);
  });

  test("that was lost makes up for what was missed as soon as it is open again", async () => {
    const desk = await openDesk({ pushes: true });
    const { version } = await desk.sit();
    await desk.clock.run(MINUTE);
    desk.network.setStorm({ ...CALM, hintLoss: 1 });
    await desk.tell();
    desk.network.setStorm(CALM);
    desk.network.cut(() => true);
    await desk.clock.run(3 * SECOND);
    expect(version()).toBe(1);
  });

  test("that breaks as soon as it opens is tried ever more seldom", async () => {
    const desk = await openDesk({ pushes: true });
    await desk.sit();
    let opened = 0;
    for (let second = 0; second < 600; second++) {
      await desk.clock.run(SECOND);
      opened += desk.network.streams();
      desk.network.cut(() => true);
    }
    expect(opened).toBeGreaterThan(4);
    expect(opened).toBeLessThan(12);
  });

  test("that lived is opened again soon", async () => {
    const desk = await openDesk({ pushes: true });
    await desk.sit();
    for (let i = 0; i < 5; i++) {
      await desk.clock.run(MINUTE);
      desk.network.cut(() => true);
      await desk.clock.run(2.1 * SECOND);
      expect(desk.network.streams()).toBe(1);
    }
  });

  test("that waits for its next attempt does not once the server answers a poll again", async () => {
    const desk = await openDesk({ pushes: true });
    await desk.sit();
    desk.network.setOffline(true);
    desk.network.cut(() => true);
    await desk.clock.run(20 * MINUTE);
    desk.network.setOffline(false);
    await desk.clock.run(10 * MINUTE + SECOND);
    expect(desk.network.streams()).toBe(1);
    expect((await desk.pollsIn(5 * MINUTE)).length).toBeLessThan(8);
  });
});
