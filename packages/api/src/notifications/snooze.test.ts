import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { inside, reading } from "../ctx";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";
import { applyDue } from "./apply-due";
import { archive, markRead, markUnread, unarchive } from "./change";
import { markAllRead } from "./mark-all-read";
import { pollInbox } from "./poll";
import { snooze } from "./snooze";
import { arrange, idsOf, list, rowOf, send, sendMany, versionOf } from "./testing";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ahead = (ms: number) => new Date(api.clock.now + ms).toISOString();
const verify = (userId: string) => verifyUser(api.owner.db, userId, () => api.clock.now);

async function one() {
  const ctx = await api.user();
  const { id } = await send(ctx);
  return { ctx, id };
}

describe("a snoozed notification", () => {
  test("is in the list of what is snoozed and nowhere else, and does not count", async () => {
    const { ctx, id } = await one();
    expect(await snooze(ctx, { id, until: ahead(HOUR) })).toEqual({ version: 2, unreadCount: 0 });
    expect(await idsOf(ctx)).toEqual([]);
    expect(await idsOf(ctx, "unread")).toEqual([]);
    expect(await idsOf(ctx, "archived")).toEqual([]);
    expect(await idsOf(ctx, "snoozed")).toEqual([id]);
    expect(await verify(ctx.actor.userId)).toBeUndefined();
  });

  test("comes back at its instant, unread, above what came meanwhile, with a new version", async () => {
    const { ctx, id } = await one();
    await markRead(ctx, { id });
    const until = ahead(HOUR);
    await snooze(ctx, { id, until });
    api.clock.advance(HOUR / 2);
    const { id: between } = await send(ctx);
    api.clock.advance(HOUR / 2 - 1);
    expect(await idsOf(ctx)).toEqual([between]);
    // Whoever is the first to look after that finds the same.
    api.clock.advance(HOUR);
    expect(await idsOf(ctx)).toEqual([id, between]);
    expect(await rowOf(api, ctx, id)).toMatchObject({ read: false, sortAt: until, snoozedUntil: null, version: 5 });
    expect(await list(ctx)).toMatchObject({ unreadCount: 2, version: 5 });
    expect(await verify(ctx.actor.userId)).toBeUndefined();
  });

  test("is woken at once with null, and that again changes nothing", async () => {
    const { ctx, id } = await one();
    await snooze(ctx, { id, until: ahead(HOUR) });
    api.clock.advance(1000);
    const woken = await snooze(ctx, { id, until: null });
    expect(woken).toEqual({ version: 3, unreadCount: 1 });
    expect(await rowOf(api, ctx, id)).toMatchObject({ sortAt: ahead(0), snoozedUntil: null });
    expect(await snooze(ctx, { id, until: null })).toEqual(woken);
  });

  test("stays where it is with the same instant, and moves with another, which may be nearer", async () => {
    const { ctx, id } = await one();
    const until = ahead(2 * HOUR);
    const first = await snooze(ctx, { id, until });
    expect(await snooze(ctx, { id, until })).toEqual(first);
    expect((await snooze(ctx, { id, until: ahead(HOUR) })).version).toBe(3);
    api.clock.advance(HOUR);
    expect(await idsOf(ctx)).toEqual([id]);
    api.clock.advance(HOUR);
    expect((await list(ctx)).version).toBe(4);
  });

  test("leaves the archive for its snooze, and its snooze for the archive", async () => {
    const { ctx, id } = await one();
    await archive(ctx, { id });
    await snooze(ctx, { id, until: ahead(HOUR) });
    expect(await rowOf(api, ctx, id)).toMatchObject({ archivedAt: null, snoozedUntil: ahead(HOUR) });
    await archive(ctx, { id });
    expect(await rowOf(api, ctx, id)).toMatchObject({ archivedAt: ahead(0), snoozedUntil: null });
    api.clock.advance(2 * HOUR);
    // What was noted for the snooze comes, finds nothing, and says so to nobody.
    expect(await pollInbox(ctx, { since: 4 })).toEqual({ changed: false, version: 4 });
    expect(await verify(ctx.actor.userId)).toBeUndefined();
    await unarchive(ctx, { id });
    expect(await idsOf(ctx)).toEqual([id]);
  });

  test.each([
    ["now", 0],
    ["in the past", -1],
    ["in more than a year", 365 * DAY + 1],
  ])("cannot wait until %s", async (_when, ms) => {
    const { ctx, id } = await one();
    const refused = snooze(ctx, { id, until: ahead(ms) });
    await expect(refused).rejects.toMatchObject({ code: "BAD_INPUT", fields: [{ field: "until" }] });
    expect(await versionOf(ctx)).toBe(1);
  });

  test("may wait for a year", async () => {
    const { ctx, id } = await one();
    expect((await snooze(ctx, { id, until: ahead(365 * DAY) })).unreadCount).toBe(0);
  });
});

describe("what is due", () => {
  test("is applied under one new version, what has expired and what wakes together", async () => {
    const ctx = await api.user();
    const ids = await sendMany(ctx, 6);
    for (const id of ids.slice(0, 2)) await arrange(ctx, id, { expiresAt: ahead(HOUR) });
    for (const id of ids.slice(1, 4)) await snooze(ctx, { id, until: ahead(HOUR) });
    await arrange(ctx, ids[4] ?? "", { expiresAt: ahead(HOUR + 1) });
    const version = await versionOf(ctx);
    api.clock.advance(HOUR);
    expect(await list(ctx)).toMatchObject({ version: version + 1, unreadCount: 4, items: { length: 4 } });
    expect(await rowOf(api, ctx, ids[0] ?? "")).toMatchObject({ removedAt: ahead(0), version: version + 1 });
    api.clock.advance(HOUR);
    expect(await list(ctx)).toMatchObject({ version: version + 2, unreadCount: 3 });
    expect(await verify(ctx.actor.userId)).toBeUndefined();
  });

  test("is applied once by any number of readers at once", async () => {
    const { ctx, id } = await one();
    await snooze(ctx, { id, until: ahead(HOUR) });
    api.clock.advance(HOUR);
    const answers = await Promise.all([
      ...Array.from({ length: 10 }, () => list(ctx)),
      ...Array.from({ length: 10 }, () => pollInbox(ctx, { since: 2 })),
      api.due(),
    ]);
    for (const answer of answers.slice(0, -1)) expect(answer).toMatchObject({ version: 3, unreadCount: 1 });
  });

  test("is applied by a reader inside the caller's transaction, and goes with it", async () => {
    const { ctx, id } = await one();
    await snooze(ctx, { id, until: ahead(HOUR) });
    api.clock.advance(HOUR);
    const undone = ctx.db.transaction(async (tx) => {
      expect(await idsOf(inside(ctx, tx))).toEqual([id]);
      throw new Error("Undone.");
    });
    await expect(undone).rejects.toThrow("Undone.");
    expect(await versionOf(ctx)).toBe(2);
    await ctx.db.transaction(async (tx) => {
      expect(await pollInbox(inside(ctx, tx), { since: 2 })).toMatchObject({ version: 3, unreadCount: 1 });
    });
    expect(await versionOf(ctx)).toBe(3);
  });

  test("waits where the caller's transaction only reads: badge and list are those of before", async () => {
    const { ctx, id } = await one();
    await snooze(ctx, { id, until: ahead(HOUR) });
    api.clock.advance(HOUR);
    await reading(ctx, async ({ tx }) => {
      expect(await list(inside(ctx, tx), "unread")).toMatchObject({ items: [], unreadCount: 0, version: 2 });
      expect(await pollInbox(inside(ctx, tx), { since: 2 })).toEqual({ changed: false, version: 2 });
    });
    expect(await idsOf(ctx)).toEqual([id]);
  });

  test("is applied before a mark: what has expired cannot be marked, what is back can", async () => {
    const ctx = await api.user();
    const [gone = "", back = ""] = await sendMany(ctx, 2);
    await arrange(ctx, gone, { expiresAt: ahead(HOUR) });
    await snooze(ctx, { id: back, until: ahead(HOUR) });
    api.clock.advance(HOUR);
    for (const verb of [markRead, markUnread, archive, unarchive])
      await expect(verb(ctx, { id: gone })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(snooze(ctx, { id: gone, until: null })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await markRead(ctx, { id: back })).toMatchObject({ unreadCount: 0 });
    expect(await verify(ctx.actor.userId)).toBeUndefined();
  });

  test("of what wakes is not marked by whoever marks all he has seen", async () => {
    const { ctx, id } = await one();
    const { version } = await snooze(ctx, { id, until: ahead(HOUR) });
    api.clock.advance(HOUR);
    expect(await markAllRead(ctx, { upTo: version })).toMatchObject({ count: 0, unreadCount: 1 });
  });

  test("takes the memory of the change before with it: it cannot be taken back", async () => {
    const { ctx, id } = await one();
    await snooze(ctx, { id, until: ahead(HOUR) });
    expect(await rowOf(api, ctx, id)).toMatchObject({ before: { snoozedUntil: null } });
    api.clock.advance(HOUR);
    await applyDue(ctx);
    expect(await rowOf(api, ctx, id)).toMatchObject({ before: null });
  });
});

test("a notification that nobody has is not found, whatever is asked of it", async () => {
  const ctx = await api.user();
  const id = randomUUID();
  for (const verb of [markRead, markUnread, archive, unarchive])
    await expect(verb(ctx, { id, groupUpTo: 9 })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(snooze(ctx, { id, until: ahead(1) })).rejects.toMatchObject({ code: "NOT_FOUND" });
});
