import { describe, expect, test } from "vitest";
import { openDesk } from "./testing/desk";
import { CALM } from "./testing/network";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe("at rest", () => {
  test.each([1, 20])("a browser with %i pages asks once every five seconds, by one of them", async (count) => {
    const desk = await openDesk();
    await desk.sitMany(count);
    await desk.clock.run(MINUTE);
    const polls = await desk.pollsIn(HOUR);
    expect(polls.length).toBeGreaterThan(600);
    expect(polls.length).toBeLessThan(840);
    expect(new Set(polls.map(({ tab }) => tab)).size).toBe(1);
  });

  test.each([1, 20])("with hints that are pushed, %i pages have one stream and one poll a minute", async (count) => {
    const desk = await openDesk({ pushes: true });
    await desk.sitMany(count);
    await desk.clock.run(MINUTE);
    const polls = await desk.pollsIn(HOUR);
    expect([desk.network.streams(), polls.length > 50, polls.length < 70]).toEqual([1, true, true]);
  });

  test("a browser that nobody looks at asks once a minute", async () => {
    const desk = await openDesk();
    for (let i = 0; i < 5; i++) await desk.sit(false);
    await desk.clock.run(MINUTE);
    expect((await desk.pollsIn(HOUR)).length).toBeLessThan(70);
  });

  test("the server's pace is kept", async () => {
    const desk = await openDesk();
    desk.pollAfterMs = 30 * SECOND;
    await desk.sit();
    await desk.clock.run(MINUTE);
    expect((await desk.pollsIn(10 * MINUTE)).length).toBeLessThan(23);
  });

  test("nothing is told to anybody: what is shown need not be drawn again", async () => {
    const desk = await openDesk();
    const { inbox } = await desk.sit();
    await desk.clock.run(MINUTE);
    let changes = 0;
    inbox.subscribe(() => (changes += 1));
    await desk.clock.run(10 * MINUTE);
    expect(changes).toBe(0);
  });
});

describe("waking", () => {
  test("asks at once, and not twice within a second", async () => {
    const desk = await openDesk();
    desk.pollAfterMs = MINUTE;
    const { tab } = await desk.sit();
    await desk.clock.run(10 * SECOND);
    const wakeTwice = () => {
      tab.wake();
      tab.wake();
    };
    expect(await desk.pollsIn(500, wakeTwice)).toHaveLength(1);
    expect(await desk.pollsIn(400, wakeTwice)).toHaveLength(0);
    await desk.clock.run(SECOND);
    expect(await desk.pollsIn(400, wakeTwice)).toHaveLength(1);
  });

  test("of twenty pages at once, as when the network is back, is one poll of who leads and one of who is looked at", async () => {
    const desk = await openDesk();
    desk.pollAfterMs = MINUTE;
    const seats = await desk.sitMany(20);
    await desk.clock.run(30 * SECOND);
    const polls = await desk.pollsIn(SECOND, () => seats.forEach(({ tab }) => tab.wake()));
    expect([1, 2]).toContain(polls.length);
  });
});

describe("hints", () => {
  test("that come before what they tell of are asked for once more, and no more", async () => {
    const desk = await openDesk({ pushes: true });
    const { version } = await desk.sit();
    await desk.clock.run(5 * SECOND);
    desk.network.tell(1);
    expect((await desk.pollsIn(900)).length).toBe(1);
    await desk.backend.touch(0);
    await desk.clock.run(2 * SECOND);
    expect(version()).toBe(1);
    desk.network.tell(9);
    expect((await desk.pollsIn(30 * SECOND)).length).toBeLessThanOrEqual(2);
  });

  test("that come while an answer is on its way are asked for right after it", async () => {
    const desk = await openDesk({ pushes: true });
    const { version } = await desk.sit();
    await desk.clock.run(5 * SECOND);
    desk.slowMs = 500;
    await desk.backend.touch(0);
    await desk.clock.run(100);
    await desk.backend.touch(0);
    await desk.clock.run(20);
    desk.slowMs = 0;
    await desk.clock.run(600);
    expect(version()).toBe(2);
  });
});

describe("a page that follows", () => {
  test("knows what the one that leads has heard, without asking", async () => {
    const desk = await openDesk();
    const seats = await desk.sitMany(5);
    await desk.tell();
    const polls = await desk.pollsIn(6 * SECOND);
    expect(new Set(polls.map(({ tab }) => tab)).size).toBe(1);
    expect(seats.map(({ version }) => version())).toEqual([1, 1, 1, 1, 1]);
  });

  test("closes a gap by itself when a message was lost", async () => {
    const desk = await openDesk();
    const [, follower] = [await desk.sit(), await desk.sit()];
    desk.browser.setWeather({ messageLoss: 1, messageMs: 0 });
    await desk.tell();
    await desk.clock.run(6 * SECOND);
    expect(follower.version()).toBe(0);
    desk.browser.setWeather({ messageLoss: 0, messageMs: 0 });
    await desk.clock.run(6 * SECOND);
    expect(follower.version()).toBe(1);
  });

  test("closes a gap that shows while it is asking", async () => {
    const desk = await openDesk();
    const [leader, follower] = [await desk.sit(), await desk.sit()];
    desk.pollAfterMs = MINUTE;
    void leader.inbox.poll();
    await desk.clock.run(SECOND);
    desk.browser.setWeather({ messageLoss: 1, messageMs: 0 });
    await desk.tell();
    void leader.inbox.poll();
    await desk.clock.run(SECOND);
    desk.browser.setWeather({ messageLoss: 0, messageMs: 0 });
    // Read before the next change, and answered after the message of it.
    desk.network.setStorm({ ...CALM, travelMs: 0 });
    void follower.inbox.poll();
    desk.network.setStorm(CALM);
    await desk.clock.run(0);
    await desk.tell();
    void leader.inbox.poll();
    await desk.clock.run(5 * SECOND);
    expect(follower.version()).toBe(2);
  });
});

test("a list that was read later than what is known has the difference asked for at once", async () => {
  const desk = await openDesk();
  desk.pollAfterMs = MINUTE;
  const { inbox, version } = await desk.sit();
  await desk.clock.run(10 * SECOND);
  await desk.tell();
  const polls = await desk.pollsIn(SECOND, () => inbox.see({ version: 1, unreadCount: 1 }));
  expect([polls.length, version(), inbox.state()?.rows.size]).toEqual([1, 1, 1]);
});

describe("waiting for a version", () => {
  test("ends when it is known, however late", async () => {
    const desk = await openDesk();
    const { inbox } = await desk.sit();
    let reached = false;
    void inbox.reach(1).then(() => (reached = true));
    await desk.clock.run(MINUTE);
    expect(reached).toBe(false);
    await desk.tell();
    await desk.clock.run(6 * SECOND);
    expect(reached).toBe(true);
  });

  test("ends when the page goes, and when the database was set back behind it", async () => {
    const desk = await openDesk();
    for (let i = 0; i < 3; i++) await desk.tell();
    const [gone, stays] = [await desk.sit(), await desk.sit()];
    const ends: string[] = [];
    void gone.inbox.reach(9).then(() => ends.push("gone"));
    gone.stop();
    void stays.inbox.reach(9).then(() => ends.push("set back"));
    await desk.clock.run(SECOND);
    expect(ends).toEqual(["gone"]);
    desk.setBack();
    await desk.clock.run(10 * SECOND);
    expect([ends, stays.version(), desk.resets()]).toEqual([["gone", "set back"], 0, 1]);
  });
});

describe("what is new", () => {
  test("is told once a browser, with its leading page closed or frozen meanwhile, and not what was there before", async () => {
    const desk = await openDesk();
    await desk.tell();
    const seats = await desk.sitMany(4);
    const told = () => seats.flatMap(({ news }) => news).toSorted();
    const ids = [await desk.tell()];
    await desk.clock.run(6 * SECOND);
    expect(told()).toEqual(ids);
    for (const befall of ["freeze", "close"] as const) {
      seats.find(({ tab }) => tab === desk.leader())?.tab[befall]();
      ids.push(await desk.tell());
      await desk.clock.run(4 * MINUTE);
      expect(told()).toEqual(ids);
    }
    for (const { tab } of seats) tab.thaw();
    await desk.clock.run(MINUTE);
    expect(told()).toEqual(ids);
  });

  test("is told newest first", async () => {
    const desk = await openDesk();
    const { news } = await desk.sit();
    const ids = [];
    for (let i = 0; i < 3; i++) ids.push(await desk.tell(desk.clock.now() + i));
    await desk.clock.run(6 * SECOND);
    expect(news).toEqual(ids.toReversed());
  });

  test("is not what was there and is marked as unread again", async () => {
    const desk = await openDesk();
    const id = await desk.tell();
    await desk.backend.change(0, { kind: "markRead", id, groupUpTo: undefined });
    const seat = await desk.sit();
    seat.knows.add(id);
    await desk.backend.change(0, { kind: "markUnread", id, groupUpTo: undefined });
    await desk.clock.run(10 * SECOND);
    expect([seat.version(), seat.news]).toEqual([3, []]);
  });
});

test.each(["before", "after"])(
  "what came since the first look, which may be old, is known at once: seen %s it starts, beside a page that leads",
  async (order) => {
    const desk = await openDesk({ pushes: true });
    await desk.sit();
    await desk.tell();
    await desk.clock.run(10 * SECOND);
    const late = desk.open();
    const look = () => late.inbox.see({ version: 0, unreadCount: 0 });
    if (order === "before") look();
    late.start();
    if (order === "after") look();
    await desk.clock.run(SECOND);
    expect(late.version()).toBe(1);
  },
);

describe("after it ends", () => {
  test("what happened meanwhile is known as soon as it starts again, also where another page leads", async () => {
    const desk = await openDesk({ pushes: true });
    const [, seat] = [await desk.sit(), await desk.sit()];
    seat.stop();
    await desk.clock.run(10 * SECOND);
    await desk.tell();
    await desk.clock.run(10 * SECOND);
    seat.start();
    await desk.clock.run(SECOND);
    expect(seat.version()).toBe(1);
  });

  test("twenty starts and stops leave no timer, lock, channel or listener, and one more start has one poller", async () => {
    const desk = await openDesk({ pushes: true });
    const seat = await desk.sit();
    seat.stop();
    for (let i = 0; i < 20; i++) {
      const stop = seat.start();
      if (i % 2 === 0) await desk.clock.run(i);
      stop();
    }
    await desk.clock.run(5 * MINUTE);
    expect([seat.tab.leaks(), desk.browser.channels(), desk.leader(), desk.network.streams()]).toEqual([
      0,
      0,
      undefined,
      0,
    ]);
    expect(await desk.pollsIn(10 * MINUTE)).toEqual([]);
    seat.start();
    seat.start();
    await desk.clock.run(10 * SECOND);
    expect([desk.network.streams(), desk.browser.channels()]).toEqual([1, 1]);
    expect((await desk.pollsIn(10 * MINUTE)).length).toBeLessThan(13);
  });
});
