import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { Ctx } from "../ctx";
import { createTestApi, type TestApi } from "../testing";
import { archive, markRead, markUnread, unarchive } from "./change";
import { listNotifications } from "./list";
import { markAllRead } from "./mark-all-read";
import { notify } from "./notify";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const send = (ctx: Ctx, dedupeKey: string = randomUUID()) =>
  notify(ctx, { type: "cost_anomaly", payload: { date: "2026-03-10", amount: "30", usual: "1" }, dedupeKey });
const list = (ctx: Ctx, filter: "all" | "unread" | "archived" = "all") =>
  listNotifications(ctx, { filter, limit: 100 });

/** The badge and the unread list never differ. */
async function expectUnread(ctx: Ctx, count: number): Promise<void> {
  const { items, unreadCount } = await list(ctx, "unread");
  expect({ items: items.length, unreadCount }).toEqual({ items: count, unreadCount: count });
}

describe("the inbox", () => {
  test("tells a notification of the catalogue in its words, with its payload", async () => {
    const ctx = await api.user();
    const sent = await send(ctx);
    expect(sent).toMatchObject({
      type: "cost_anomaly",
      title: "Unusual Cost",
      message: "2026-03-10 cost $30.00; a usual day costs $1.00.",
      priority: "high",
      read: false,
      metadata: { date: "2026-03-10", amount: "30", usual: "1" },
    });
  });

  test("keeps one notification a dedupe key, under 20 callers at once", async () => {
    const ctx = await api.user();
    const sent = await Promise.all(Array.from({ length: 20 }, () => send(ctx, "same")));
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
    await expectUnread(ctx, 1);
  });

  test("marks one as read, again without effect, and back", async () => {
    const ctx = await api.user();
    const { id } = await send(ctx);
    const first = await markRead(ctx, { id });
    expect(first.unreadCount).toBe(0);
    expect(await markRead(ctx, { id })).toEqual(first);
    expect((await markUnread(ctx, { id })).unreadCount).toBe(1);
    await expectUnread(ctx, 1);
  });

  test("raises the version with every change and with nothing else", async () => {
    const ctx = await api.user();
    const { id } = await send(ctx);
    const { version } = await list(ctx);
    expect((await archive(ctx, { id })).version).toBe(version + 1);
    expect((await archive(ctx, { id })).version).toBe(version + 1);
    expect((await list(ctx)).version).toBe(version + 1);
  });

  test("does not count what is archived, nor list it", async () => {
    const ctx = await api.user();
    const { id } = await send(ctx);
    await archive(ctx, { id });
    await expectUnread(ctx, 0);
    expect((await list(ctx)).items).toEqual([]);
    expect((await list(ctx, "archived")).items).toHaveLength(1);
    expect((await unarchive(ctx, { id })).unreadCount).toBe(1);
  });

  test("marks all that was seen as read, never what came after", async () => {
    const ctx = await api.user();
    for (let i = 0; i < 5; i += 1) await send(ctx);
    const { version } = await list(ctx);
    await send(ctx);
    expect(await markAllRead(ctx, { upTo: version })).toMatchObject({ count: 5, unreadCount: 1 });
    expect(await markAllRead(ctx, { upTo: version })).toMatchObject({ count: 0, unreadCount: 1 });
    await expectUnread(ctx, 1);
  });

  test("answers someone else's notification as one that does not exist", async () => {
    const [ann, bob] = [await api.user(), await api.user()];
    const { id } = await send(ann);
    const foreign = await markRead(bob, { id }).catch((error: unknown) => error);
    const unknown = await markRead(bob, { id: randomUUID() }).catch((error: unknown) => error);
    expect(foreign).toMatchObject({ code: "NOT_FOUND" });
    expect(foreign).toEqual(unknown);
    await expectUnread(ann, 1);
  });

  test("is paged newest first without loss or repeat, rows of one millisecond included", async () => {
    const ctx = await api.user();
    for (let i = 0; i < 7; i += 1) await send(ctx);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listNotifications(ctx, { filter: "all", limit: 3, ...(cursor !== undefined && { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(7);
  });

  test("agrees with its badge while marks and arrivals race", async () => {
    const ctx = await api.user();
    const sent = await Promise.all(Array.from({ length: 10 }, () => send(ctx)));
    const { version } = await list(ctx);
    await Promise.all([
      ...sent.slice(0, 5).map(({ id }) => markRead(ctx, { id })),
      markAllRead(ctx, { upTo: version }),
      ...Array.from({ length: 5 }, () => send(ctx)),
      ...sent.slice(5, 8).map(({ id }) => archive(ctx, { id })),
    ]);
    await expectUnread(ctx, 5);
  });
});
