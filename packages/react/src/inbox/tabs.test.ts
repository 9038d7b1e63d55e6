import { describe, expect, test } from "vitest";
import { openDesk } from "./testing/desk";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe("the page that leads", () => {
  test("has the only stream", async () => {
    const desk = await openDesk({ pushes: true });
    await desk.sitMany(5);
    await desk.clock.run(MINUTE);
    expect(desk.network.streams()).toBe(1);
  });

  test("is followed by another at once when it closes", async () => {
    const desk = await openDesk();
    const [first, second] = [await desk.sit(), await desk.sit()];
    expect(desk.leader()).toBe(first.tab);
    await desk.clock.run(30 * SECOND);
    first.tab.close();
    await desk.clock.run(0);
    expect(desk.leader()).toBe(second.tab);
    const polls = await desk.pollsIn(5.5 * SECOND);
    expect([...new Set(polls.map(({ tab }) => tab))]).toEqual([second.tab]);
  });

  test("is replaced within 12 seconds when it is frozen, and steps down when it is thawed", async () => {
    const desk = await openDesk({ pushes: true });
    const [first, second, third] = [await desk.sit(), await desk.sit(), await desk.sit()];
    await desk.clock.run(33 * SECOND);
    first.tab.freeze();
    await desk.tell();
    await desk.clock.run(12 * SECOND);
    expect(desk.leader()).not.toBe(first.tab);
    await desk.clock.run(SECOND);
    expect([second.version(), third.version()]).toEqual([1, 1]);
    first.tab.thaw();
    await desk.clock.run(5 * SECOND);
    expect([first.version(), desk.leader() === first.tab, desk.network.streams()]).toEqual([1, false, 1]);
    await desk.clock.run(MINUTE);
    expect(new Set((await desk.pollsIn(10 * MINUTE)).map(({ tab }) => tab)).size).toBe(1);
  });

  test("is replaced in three minutes where all are hidden", async () => {
    const desk = await openDesk();
    const [first] = [await desk.sit(false), await desk.sit(false)];
    await desk.clock.run(30 * SECOND);
    first.tab.freeze();
    await desk.clock.run(MINUTE);
    expect(desk.leader()).toBe(first.tab);
    await desk.clock.run(2 * MINUTE);
    expect(desk.leader()).not.toBe(first.tab);
  });

  test("is in line again after it was replaced", async () => {
    const desk = await openDesk();
    const [first, second] = [await desk.sit(), await desk.sit()];
    first.tab.freeze();
    await desk.clock.run(13 * SECOND);
    first.tab.thaw();
    await desk.clock.run(SECOND);
    second.tab.close();
    await desk.clock.run(SECOND);
    expect(desk.leader()).toBe(first.tab);
  });
});

describe("a page that is looked at", () => {
  test("takes the lead from a hidden one when it is shown", async () => {
    const desk = await openDesk();
    const [hidden, other] = [await desk.sit(false), await desk.sit(false)];
    await desk.clock.run(10 * SECOND);
    expect(desk.leader()).toBe(hidden.tab);
    other.tab.show();
    await desk.clock.run(SECOND);
    expect(desk.leader()).toBe(other.tab);
  });

  test("takes the lead when a person goes from one page to another", async () => {
    const desk = await openDesk();
    const [from, to] = [await desk.sit(true), await desk.sit(false)];
    await desk.clock.run(10 * SECOND);
    from.tab.hide();
    to.tab.show();
    await desk.clock.run(10 * SECOND);
    expect(desk.leader()).toBe(to.tab);
    expect((await desk.pollsIn(MINUTE)).length).toBeGreaterThan(9);
  });

  test("leaves the lead to another one that is looked at", async () => {
    const desk = await openDesk();
    const [first] = [await desk.sit(), await desk.sit(), await desk.sit()];
    await desk.clock.run(10 * MINUTE);
    expect(desk.leader()).toBe(first.tab);
  });
});

describe("without what sharing needs each page polls for itself:", () => {
  test.each([
    ["no locks", { locks: true }],
    ["no channel", { channels: true }],
  ])("%s", async (_what, lacks) => {
    const desk = await openDesk({ lacks });
    await desk.sitMany(3);
    await desk.clock.run(MINUTE);
    expect(new Set((await desk.pollsIn(2 * MINUTE)).map(({ tab }) => tab)).size).toBe(3);
  });

  test("locks that are forbidden", async () => {
    const desk = await openDesk({ pushes: true });
    desk.browser.locks.forbid();
    const seats = await desk.sitMany(3);
    await desk.tell();
    await desk.clock.run(2 * SECOND);
    expect([desk.network.streams(), ...seats.map(({ version }) => version())]).toEqual([3, 1, 1, 1]);
  });
});
