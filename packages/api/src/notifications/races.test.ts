import { inboxState, notifications } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { recordCost } from "../costs/record";
import { inside, type Ctx } from "../ctx";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";
import { archive, markRead } from "./change";
import { INBOX_CHANNEL, toPayload } from "./hint";
import { markAllRead } from "./mark-all-read";
import { pollInbox } from "./poll";
import { snooze } from "./snooze";
import { arrange, follow, idsOf, list, look, send, sendMany, versionOf, type Replica } from "./testing";
import { undoChange } from "./undo";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const HOUR = 3_600_000;
const ahead = (ms: number) => new Date(api.clock.now + ms).toISOString();
const rowsOf = ({ actor: { userId } }: Ctx) =>
  api.admin.db.select().from(notifications).where(eq(notifications.userId, userId));
const stateOf = ({ actor: { userId } }: Ctx) =>
  api.admin.db.select().from(inboxState).where(eq(inboxState.userId, userId));
const times = <T>(count: number, deed: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => deed(i));

describe("50 callers at once with one key", () => {
  test.each([
    ["that is there", async () => {}],
    ["after it was archived", (ctx: Ctx, id: string) => archive(ctx, { id })],
    ["after it was snoozed", (ctx: Ctx, id: string) => snooze(ctx, { id, until: ahead(HOUR) })],
    [
      "after it has expired",
      async (ctx: Ctx, id: string) => {
        await arrange(ctx, id, { expiresAt: ahead(HOUR) });
        api.clock.advance(HOUR);
        await list(ctx);
      },
    ],
    [
      "while it expires",
      async (ctx: Ctx, id: string) => {
        await arrange(ctx, id, { expiresAt: ahead(HOUR) });
        api.clock.advance(HOUR);
      },
    ],
    [
      "after it was removed as old",
      async (ctx: Ctx, id: string) => {
        await markRead(ctx, { id });
        api.clock.advance(401 * 24 * HOUR);
        await api.due();
      },
    ],
  ])("leave one notification %s", async (_when, happen) => {
    const ctx = await api.user();
    const first = await send(ctx, "key");
    await happen(ctx, first.id);
    const sent = await Promise.all([...times(50, () => send(ctx, "key")), list(ctx)]);
    for (const one of sent.slice(0, -1)) expect(one).toMatchObject({ id: first.id });
    expect(await rowsOf(ctx)).toHaveLength(1);
    expect(await verifyUser(api.owner.db, ctx.actor.userId, () => api.clock.now)).toBeUndefined();
  });

  test("make one where there was none, under one version", async () => {
    const ctx = await api.user();
    const sent = await Promise.all(times(50, () => send(ctx, "key")));
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
    expect(await rowsOf(ctx)).toHaveLength(1);
    expect(await versionOf(ctx)).toBe(1);
  });
});

describe("a caller's transaction that is given up after its notification", () => {
  test("leaves nothing: no row, no version, no word to other processes", async () => {
    const [ctx, witness] = [await api.user(), await api.user()];
    await send(ctx);
    const before = { rows: await rowsOf(ctx), state: await stateOf(ctx) };
    const heard: string[] = [];
    const listening = await api.admin.sql.listen(INBOX_CHANNEL, (payload) => heard.push(payload));
    const given = ctx.db.transaction(async (tx) => {
      await recordCost(inside(ctx, tx), { costType: "x", amount: "1", idempotencyKey: "a" });
      const { id } = await send(inside(ctx, tx), "key");
      await markRead(inside(ctx, tx), { id });
      expect(await pollInbox(inside(ctx, tx), { since: 1 })).toMatchObject({ changed: true, upserts: [{ id }] });
      throw new Error("Given up.");
    });
    await expect(given).rejects.toThrow("Given up.");
    // Messages come in the order of commits: whatever the first had sent would be here by now.
    await send(witness);
    await vi.waitUntil(() => heard.at(-1)?.startsWith(witness.actor.userId), { timeout: 10_000 });
    await listening.unlisten();
    expect(heard).toEqual([toPayload({ userId: witness.actor.userId, version: 1 })]);
    expect({ rows: await rowsOf(ctx), state: await stateOf(ctx) }).toEqual(before);
    expect((await send(ctx, "key")).version).toBe(2);
  });
});

describe("marking all as read", () => {
  test("touches nothing that came after what was seen, in 40 rounds against 8 senders", async () => {
    const ctx = await api.user();
    let touched = 0;
    for (let round = 0; round < 40; round += 1) {
      await send(ctx);
      const seen = await list(ctx, "unread");
      const arriving = times(8, () => send(ctx));
      const [marked, ...sent] = await Promise.all([markAllRead(ctx, { upTo: seen.version }), ...arriving]);
      expect(marked.count).toBe(seen.unreadCount);
      const unread = new Set(await idsOf(ctx, "unread"));
      touched += sent.filter(({ id }) => !unread.has(id)).length;
      expect(unread.size).toBe(8);
    }
    expect(touched).toBe(0);
  });

  test("and taking it back at once from several places ends in one of the two states", async () => {
    const ctx = await api.user();
    await sendMany(ctx, 10);
    const { version } = await markAllRead(ctx, { upTo: 10 });
    const answers = await Promise.all(times(6, () => undoChange(ctx, { version })));
    expect(answers.map(({ count }) => count).toSorted((a, b) => b - a)).toEqual([10, 0, 0, 0, 0, 0]);
    expect((await list(ctx)).unreadCount).toBe(10);
  });
});

test("clients that follow while everything is changed at once lose nothing", async () => {
  const ctx = await api.user();
  await sendMany(ctx, 5);
  const stop = new AbortController();
  const client = async (): Promise<Replica> => {
    let held = await look(ctx);
    while (!stop.signal.aborted) {
      const next = await follow(ctx, held);
      expect(next.version).toBeGreaterThanOrEqual(held.version);
      held = next;
    }
    return follow(ctx, held);
  };
  const writer = async (of: number) => {
    for (let i = 0; i < 20; i += 1) {
      const { id, version } = await send(ctx);
      const verbs = [markRead, archive, (c: Ctx, input: { id: string }) => snooze(c, { ...input, until: ahead(HOUR) })];
      const done = await verbs[(i + of) % 3]?.(ctx, { id });
      if (i % 2 === 0) await undoChange(ctx, { version: done?.version ?? 0 });
      if (i % 5 === 0) await markAllRead(ctx, { upTo: version });
      if (i % 7 === 0) await arrange(ctx, id, { expiresAt: ahead(0) });
    }
  };
  const clients = times(3, client);
  await Promise.all(times(3, writer));
  stop.abort();
  const held = await Promise.all(clients);
  const now = await look(ctx);
  for (const replica of held) expect(await follow(ctx, replica)).toEqual(now);
  expect(now.version).toBe(await versionOf(ctx));
  const rows = await rowsOf(ctx);
  expect(now.rows.size).toBe(rows.filter(({ removedAt }) => removedAt === null).length);
});
