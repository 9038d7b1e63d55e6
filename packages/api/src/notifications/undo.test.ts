import { beforeAll, describe, expect, test } from "vitest";
import type { Ctx } from "../ctx";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";
import { archive, markRead, markUnread, unarchive } from "./change";
import { markAllRead } from "./mark-all-read";
import { snooze } from "./snooze";
import { arrange, idsOf, list, rowOf, send, sendMany, versionOf } from "./testing";
import { undoChange } from "./undo";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const HOUR = 3_600_000;
const ahead = (ms: number) => new Date(api.clock.now + ms).toISOString();

/** Everything about a row that a call may change. */
async function stateOf(ctx: Ctx, id: string) {
  const row = await rowOf(api, ctx, id);
  if (!row) throw new Error("No row.");
  const { read, readAt, archivedAt, snoozedUntil, sortAt } = row;
  return { read, readAt, archivedAt, snoozedUntil, sortAt };
}

type Id = { id: string };
const VERBS: [
  string,
  prepare: (ctx: Ctx, id: Id) => Promise<unknown>,
  (ctx: Ctx, id: Id) => Promise<{ version: number }>,
][] = [
  ["a mark", async () => {}, markRead],
  ["a mark that was taken away", markRead, markUnread],
  ["an archive", markRead, archive],
  ["an archive that ended a snooze", (ctx, id) => snooze(ctx, { ...id, until: ahead(HOUR) }), archive],
  ["a return from the archive", archive, unarchive],
  ["a snooze", markRead, (ctx, id) => snooze(ctx, { ...id, until: ahead(HOUR) })],
  ["a snooze out of the archive", archive, (ctx, id) => snooze(ctx, { ...id, until: ahead(HOUR) })],
  [
    "a waking",
    async (ctx, id) => {
      await markRead(ctx, id);
      await snooze(ctx, { ...id, until: ahead(HOUR) });
      api.clock.advance(HOUR / 2);
    },
    (ctx, id) => snooze(ctx, { ...id, until: null }),
  ],
];

describe("undo", () => {
  test.each(VERBS)("takes back %s to the last detail, and can be taken back itself", async (_what, prepare, verb) => {
    const ctx = await api.user();
    const { id } = await send(ctx);
    await prepare(ctx, { id });
    const before = await stateOf(ctx, id);
    api.clock.advance(1000);
    const { version } = await verb(ctx, { id });
    const after = await stateOf(ctx, id);
    expect(after).not.toEqual(before);
    api.clock.advance(1000);
    const undone = await undoChange(ctx, { version });
    expect(undone).toMatchObject({ count: 1, version: version + 1 });
    expect(await stateOf(ctx, id)).toEqual(before);
    expect(await undoChange(ctx, { version })).toEqual({ ...undone, count: 0 });
    expect((await list(ctx, "unread")).unreadCount).toBe(undone.unreadCount);
    await undoChange(ctx, { version: undone.version });
    expect(await stateOf(ctx, id)).toEqual(after);
    expect(await verifyUser(api.owner.db, ctx.actor.userId, () => api.clock.now)).toBeUndefined();
  });

  test("takes back all of one call, and of it only what nothing has changed since", async () => {
    const ctx = await api.user();
    const ids = await sendMany(ctx, 5);
    const { version } = await markAllRead(ctx, { upTo: 5 });
    await archive(ctx, { id: ids[0] ?? "" });
    await markUnread(ctx, { id: ids[1] ?? "" });
    expect(await undoChange(ctx, { version })).toEqual({ count: 3, version: 9, unreadCount: 4 });
    expect((await idsOf(ctx, "unread")).toSorted()).toEqual(ids.slice(1).toSorted());
    expect(await idsOf(ctx, "archived")).toEqual(ids.slice(0, 1));
  });

  test("never takes back an arrival, nor what no call has done", async () => {
    const ctx = await api.user();
    const { id, version } = await send(ctx);
    expect(await undoChange(ctx, { version })).toEqual({ count: 0, version: 1, unreadCount: 1 });
    await snooze(ctx, { id, until: ahead(HOUR) });
    api.clock.advance(HOUR);
    const { version: woken } = await list(ctx);
    expect(await undoChange(ctx, { version: woken })).toMatchObject({ count: 0, unreadCount: 1 });
    expect(await undoChange(ctx, { version: 0 })).toMatchObject({ count: 0 });
    expect(await undoChange(ctx, { version: 99 })).toMatchObject({ count: 0, version: woken });
  });

  test("does not bring back what has expired meanwhile", async () => {
    const ctx = await api.user();
    const { id } = await send(ctx);
    await arrange(ctx, id, { expiresAt: ahead(HOUR) });
    const { version } = await archive(ctx, { id });
    api.clock.advance(HOUR);
    expect(await undoChange(ctx, { version })).toEqual({ count: 0, version: version + 1, unreadCount: 0 });
    expect(await idsOf(ctx)).toEqual([]);
  });

  test("of an archive brings a snooze back that would have ended since, and it ends", async () => {
    const ctx = await api.user();
    const { id } = await send(ctx);
    const until = ahead(HOUR);
    await snooze(ctx, { id, until });
    const { version } = await archive(ctx, { id });
    api.clock.advance(2 * HOUR);
    await list(ctx);
    expect((await undoChange(ctx, { version })).count).toBe(1);
    expect(await idsOf(ctx)).toEqual([id]);
    expect(await rowOf(api, ctx, id)).toMatchObject({ sortAt: until, read: false, snoozedUntil: null });
  });

  test("is for one's own calls", async () => {
    const [ann, bob] = [await api.user(), await api.user()];
    await send(ann);
    const { version } = await markAllRead(ann, { upTo: 1 });
    expect(await undoChange(bob, { version })).toMatchObject({ count: 0, version: 0 });
    expect(await versionOf(ann)).toBe(version);
  });
});

/** Two rows of a burst, one of it that came later, one of another, one of none. */
async function burst() {
  const ctx = await api.user();
  const [a = "", b = "", other = "", alone = "", late = ""] = await sendMany(ctx, 5);
  for (const id of [a, b, late]) await arrange(ctx, id, { groupKey: "burst" });
  await arrange(ctx, other, { groupKey: "other" });
  return { ctx, a, b, other, alone, late };
}

describe("a group", () => {
  test.each([
    ["read", markRead],
    ["archived", archive],
    ["snoozed", (ctx: Ctx, input: Id) => snooze(ctx, { ...input, until: ahead(HOUR) })],
  ])("is %s in one call, as far as it was seen, and that is taken back in one", async (_how, verb) => {
    const { ctx, a, b, other, alone, late } = await burst();
    const { version, unreadCount } = await verb(ctx, { id: a, groupUpTo: 4 });
    expect({ version, unreadCount }).toEqual({ version: 6, unreadCount: 3 });
    expect((await idsOf(ctx, "unread")).toSorted()).toEqual([other, alone, late].toSorted());
    expect(await verb(ctx, { id: a, groupUpTo: 4 })).toEqual({ version, unreadCount });
    for (const id of [a, b]) expect(await rowOf(api, ctx, id)).toMatchObject({ version });
    expect(await undoChange(ctx, { version })).toEqual({ count: 2, version: 7, unreadCount: 5 });
  });

  test("comes back from the archive and from its snooze, and is unread again", async () => {
    const { ctx, a, late } = await burst();
    await archive(ctx, { id: a, groupUpTo: 5 });
    expect((await unarchive(ctx, { id: late, groupUpTo: 6 })).unreadCount).toBe(5);
    await snooze(ctx, { id: a, until: ahead(HOUR), groupUpTo: 7 });
    expect((await snooze(ctx, { id: a, until: null, groupUpTo: 8 })).unreadCount).toBe(5);
    await markRead(ctx, { id: a, groupUpTo: 9 });
    expect((await markUnread(ctx, { id: a, groupUpTo: 10 })).unreadCount).toBe(5);
  });

  test("is changed beyond its first row even where that already is as asked", async () => {
    const { ctx, a, b } = await burst();
    await archive(ctx, { id: a });
    expect((await archive(ctx, { id: a, groupUpTo: 5 })).unreadCount).toBe(2);
    expect(await idsOf(ctx, "archived")).toContain(b);
  });

  test("leaves what was put away on its own where it is: in the archive, or snoozed", async () => {
    const { ctx, a, b, late } = await burst();
    await archive(ctx, { id: b });
    await snooze(ctx, { id: late, until: ahead(2 * HOUR) });
    const groupUpTo = await versionOf(ctx);
    await snooze(ctx, { id: a, until: ahead(HOUR), groupUpTo });
    expect(await idsOf(ctx, "archived")).toEqual([b]);
    await snooze(ctx, { id: a, until: null });
    await archive(ctx, { id: a, groupUpTo });
    expect(await idsOf(ctx, "snoozed")).toEqual([late]);
  });

  test("is one row where only that is asked for, or where it has none", async () => {
    const { ctx, a, alone } = await burst();
    expect((await markRead(ctx, { id: a })).unreadCount).toBe(4);
    expect((await markRead(ctx, { id: alone, groupUpTo: 99 })).unreadCount).toBe(3);
  });
});
