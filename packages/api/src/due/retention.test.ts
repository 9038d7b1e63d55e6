import { inboxState, notifications } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { inside, type Ctx } from "../ctx";
import { archive, markRead } from "../notifications/change";
import { pollInbox } from "../notifications/poll";
import { snooze } from "../notifications/snooze";
import { arrange, follow, idsOf, list, look, rowOf, send, sendMany, versionOf } from "../notifications/testing";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const DAY = 86_400_000;
const ahead = (ms: number) => new Date(api.clock.now + ms).toISOString();

async function stateOf(ctx: Ctx) {
  const [row] = await api.admin.db.select().from(inboxState).where(eq(inboxState.userId, ctx.actor.userId));
  return row;
}

const rowsOf = (ctx: Ctx) =>
  api.admin.db.select().from(notifications).where(eq(notifications.userId, ctx.actor.userId));
const verify = (ctx: Ctx) => verifyUser(api.owner.db, ctx.actor.userId, () => api.clock.now);

describe("retention", () => {
  test("removes what was read or archived after 400 days and a day at most; what was not stays, and what is snoozed", async () => {
    const ctx = await api.user();
    const [read = "", archived = "", unread = "", asleep = ""] = await sendMany(ctx, 4);
    await markRead(ctx, { id: read });
    await archive(ctx, { id: archived });
    await markRead(ctx, { id: asleep });
    api.clock.advance(100 * DAY);
    await snooze(ctx, { id: asleep, until: ahead(350 * DAY) });
    api.clock.advance(300 * DAY - 1);
    await api.due();
    expect(await idsOf(ctx)).toHaveLength(2);
    const version = await versionOf(ctx);
    api.clock.advance(DAY - 1);
    await api.due();
    expect(await versionOf(ctx)).toBe(version);
    api.clock.advance(1);
    await api.due();
    expect(await versionOf(ctx)).toBe(version + 1);
    expect(await idsOf(ctx)).toEqual([unread]);
    expect(await idsOf(ctx, "archived")).toEqual([]);
    expect(await idsOf(ctx, "snoozed")).toEqual([asleep]);
    expect(await pollInbox(ctx, { since: version })).toMatchObject({ removed: { length: 2 }, upserts: [] });
    await expect(markRead(ctx, { id: read })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await verify(ctx)).toBeUndefined();
  });

  test("remembers a removal for 30 days and every key for 400, then forgets both and starts old clients anew", async () => {
    const ctx = await api.user();
    const { id: early } = await send(ctx, "early");
    await arrange(ctx, early, { expiresAt: ahead(DAY) });
    const fromStart = await look(ctx);
    api.clock.advance(DAY);
    await api.due();
    api.clock.advance(398 * DAY);
    await api.due();
    // Removed for more than a year: the key is that old, no more.
    expect((await send(ctx, "early")).id).toBe(early);
    const { id: late } = await send(ctx, "late", api.clock.now - 500 * DAY);
    await markRead(ctx, { id: late });
    const away = await look(ctx);
    api.clock.advance(DAY);
    await api.due();
    // The first is forgotten now; the second has just been removed, and is remembered.
    const { floorVersion } = (await stateOf(ctx)) ?? {};
    expect(floorVersion).toBe(2);
    expect(await rowsOf(ctx)).toMatchObject([{ id: late, removedAt: ahead(0) }]);
    expect(await pollInbox(ctx, { since: fromStart.version })).toMatchObject({ reset: true });
    expect(await follow(ctx, fromStart)).toEqual(await look(ctx));
    expect(await pollInbox(ctx, { since: away.version })).toMatchObject({ removed: [late] });
    api.clock.advance(30 * DAY - 1);
    await api.due();
    expect(await rowsOf(ctx)).toHaveLength(1);
    api.clock.advance(DAY);
    await api.due();
    expect(await rowsOf(ctx)).toEqual([]);
    expect(await follow(ctx, away)).toEqual(await look(ctx));
    expect((await stateOf(ctx))?.floorVersion).toBe(await versionOf(ctx));
    expect((await send(ctx, "early")).id).not.toBe(early);
    expect(await verify(ctx)).toBeUndefined();
  });

  test("goes through large inboxes in batches, each with one version, and is done for the day after the last", async () => {
    const ctx = await api.user();
    await ctx.db.transaction((tx) => sendMany(inside(ctx, tx), 1100));
    await api.admin.db
      .update(notifications)
      .set({ read: true, readAt: ahead(0) })
      .where(eq(notifications.userId, ctx.actor.userId));
    api.clock.advance(401 * DAY);
    const left: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      await api.due();
      const rows = await rowsOf(ctx);
      left.push(rows.filter(({ removedAt }) => removedAt === null).length);
    }
    expect(left).toEqual([600, 100, 0, 0]);
    expect(await versionOf(ctx)).toBe(1103);
    expect((await stateOf(ctx))?.sweptAt).toBe(ahead(0));
  });

  test("looks at nobody twice a day", async () => {
    const ctx = await api.user();
    const { id } = await send(ctx);
    await api.due();
    await markRead(ctx, { id });
    await api.admin.db
      .update(notifications)
      .set({ sortAt: ahead(-500 * DAY) })
      .where(eq(notifications.userId, ctx.actor.userId));
    await api.due();
    api.clock.advance(DAY - 1);
    await api.due();
    expect(await list(ctx)).toMatchObject({ items: [{ id }] });
    api.clock.advance(1);
    await api.due();
    expect(await list(ctx)).toMatchObject({ items: [] });
  });

  test("is done once by several processes", async () => {
    const ctx = await api.user();
    for (const id of await sendMany(ctx, 3)) await markRead(ctx, { id });
    api.clock.advance(401 * DAY);
    await Promise.all([api.due(), api.due(), api.due()]);
    expect(await versionOf(ctx)).toBe(7);
    expect(await rowOf(api, ctx, (await rowsOf(ctx))[0]?.id ?? "")).toMatchObject({ removedAt: ahead(0), version: 7 });
  });
});
