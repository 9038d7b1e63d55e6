import { inboxState } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { inside, writing, type Ctx } from "../ctx";
import { createTestHttp, type TestHttp } from "../http/testing";
import { createCaller } from "../router";
import { archive, markRead } from "./change";
import { touchInbox } from "./inbox";
import { POLL_AFTER_MS, pollInbox } from "./poll";
import { snooze } from "./snooze";
import { arrange, list, send, sendMany, versionOf } from "./testing";

const RACES = Number(process.env["RACES"] ?? 50);

let http: TestHttp;
beforeAll(async () => {
  http = await createTestHttp();
});

const FRAME = /^\s*(begin|commit|set transaction|select set_app_user)/i;

/** The statements that reach the database while something is done, without the frame of a transaction. */
async function statements(deed: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  const { options } = http.app.sql;
  Object.assign(options, { debug: (_connection: number, text: string) => seen.push(text) });
  await deed();
  Object.assign(options, { debug: false });
  return seen.filter((text) => !FRAME.test(text));
}

async function someone() {
  const { userId, headers } = await http.person();
  return { headers, ctx: http.as({ kind: "system", userId }) };
}

const input = (since: number) => `/api/trpc/notifications.poll?input=${encodeURIComponent(JSON.stringify({ since }))}`;

describe("a poll when nothing has changed", () => {
  test("reads one row by its primary key, and nothing else", async () => {
    const { ctx } = await someone();
    await sendMany(ctx, 3);
    const since = await versionOf(ctx);
    const asked = await statements(() => pollInbox(ctx, { since }));
    expect(asked).toEqual([
      expect.stringMatching(/^select [^()]* from "inbox_state" where "inbox_state"."user_id" = \$1$/),
    ]);
    // The measure itself sees more where there is more.
    expect((await statements(() => pollInbox(ctx, { since: 0 }))).length).toBe(3);
  });

  test("is a body of less than 200 bytes, at the highest version", async () => {
    const { ctx, headers } = await someone();
    await send(ctx);
    const since = Number.MAX_SAFE_INTEGER;
    await http.admin.db.update(inboxState).set({ version: since }).where(eq(inboxState.userId, ctx.actor.userId));
    const { status, body } = await http.send("GET", input(since), { headers });
    expect({ status, body }).toEqual({
      status: 200,
      body: { result: { data: { changed: false, version: since, pollAfterMs: POLL_AFTER_MS } } },
    });
    expect(JSON.stringify(body).length).toBeLessThan(200);
  });

  test("is that of somebody who was never told anything, too", async () => {
    const { ctx } = await someone();
    expect(await pollInbox(ctx, { since: 0 })).toEqual({ changed: false, version: 0 });
  });
});

describe("a poll after a change", () => {
  test("brings whole rows as the lists show them, archived and snoozed ones too, the badge, and the version", async () => {
    const { ctx } = await someone();
    const [read = "", archived = "", snoozed = "", old = ""] = await sendMany(ctx, 4);
    const since = await versionOf(ctx);
    await markRead(ctx, { id: read });
    await archive(ctx, { id: archived });
    const { version } = await snooze(ctx, { id: snoozed, until: new Date(http.clock.now + 60_000).toISOString() });
    const delta = await pollInbox(ctx, { since });
    const items = await Promise.all((["all", "archived", "snoozed"] as const).map((filter) => list(ctx, filter)));
    const shown = items.flatMap((page) => page.items).filter(({ id }) => id !== old);
    expect(delta).toEqual({ changed: true, version, unreadCount: 1, upserts: expect.anything(), removed: [] });
    expect("upserts" in delta && delta.upserts.toSorted((a, b) => a.version - b.version)).toEqual(
      shown.toSorted((a, b) => a.version - b.version),
    );
  });

  test("names what has expired, and applies it before it answers", async () => {
    const { ctx } = await someone();
    const [gone = "", kept = ""] = await sendMany(ctx, 2);
    await arrange(ctx, gone, { expiresAt: new Date(http.clock.now + 1000).toISOString() });
    const since = await versionOf(ctx);
    http.clock.advance(999);
    expect(await pollInbox(ctx, { since })).toEqual({ changed: false, version: since });
    http.clock.advance(1);
    const delta = { changed: true, version: since + 1, unreadCount: 1, upserts: [], removed: [gone] };
    expect(await pollInbox(ctx, { since })).toEqual(delta);
    expect(await pollInbox(ctx, { since })).toEqual(delta);
    expect((await list(ctx)).items.map(({ id }) => id)).toEqual([kept]);
  });

  test("has no rows where only something beside the inbox has changed", async () => {
    const { ctx } = await someone();
    await send(ctx);
    await writing(ctx, touchInbox);
    expect(await pollInbox(ctx, { since: 1 })).toEqual({
      changed: true,
      version: 2,
      unreadCount: 1,
      upserts: [],
      removed: [],
    });
  });

  test("starts the client anew after 200 rows, not before", async () => {
    const { ctx } = await someone();
    await ctx.db.transaction((tx) => sendMany(inside(ctx, tx), 201));
    expect(await pollInbox(ctx, { since: 0 })).toEqual({ changed: true, reset: true, version: 201 });
    expect(await pollInbox(ctx, { since: 1 })).toMatchObject({ unreadCount: 201, upserts: { length: 200 } });
  });

  test("starts a client anew that is ahead, or behind what is remembered", async () => {
    const { ctx } = await someone();
    await sendMany(ctx, 5);
    await http.admin.db.update(inboxState).set({ floorVersion: 3 }).where(eq(inboxState.userId, ctx.actor.userId));
    const reset = { changed: true, reset: true, version: 5 };
    expect(await pollInbox(ctx, { since: 6 })).toEqual(reset);
    expect(await pollInbox(ctx, { since: 2 })).toEqual(reset);
    expect(await pollInbox(ctx, { since: 3 })).toMatchObject({ changed: true, upserts: { length: 2 } });
  });

  test("is of one instant: badge, rows and version agree while others change them", async () => {
    const { ctx } = await someone();
    await sendMany(ctx, 10);
    const watch = async () => {
      const delta = await pollInbox(ctx, { since: 0 });
      if (!delta.changed || "reset" in delta) throw new Error("No rows.");
      const { upserts, unreadCount, version } = delta;
      expect(upserts.filter(({ read }) => !read)).toHaveLength(unreadCount);
      expect(Math.max(...upserts.map((row) => row.version))).toBe(version);
    };
    await Promise.all([write(ctx), write(ctx), ...Array.from({ length: 4 }, () => repeat(12, watch))]);
  });
});

describe(`${RACES} times`, { timeout: 30_000 + 200 * RACES }, () => {
  test("a poll of an inbox where nothing happens says so, and changes nothing", async () => {
    const { ctx } = await someone();
    await sendMany(ctx, 2);
    const since = await versionOf(ctx);
    const idle = () =>
      repeat(RACES, async () => expect(await pollInbox(ctx, { since })).toEqual({ changed: false, version: since }));
    const asked = await statements(idle);
    // Nothing but the same look, each time.
    expect([asked.length, new Set(asked).size]).toEqual([RACES, 1]);
    expect(await versionOf(ctx)).toBe(since);
  });

  test("what is committed is seen by every poll that begins after it, and by each that says its version", async () => {
    const { ctx } = await someone();
    for (let race = 0; race < RACES; race += 1) {
      const since = await versionOf(ctx);
      const sending = send(ctx);
      const beside = Promise.all(Array.from({ length: 3 }, () => pollInbox(ctx, { since })));
      const { id, version } = await sending;
      const deltas = [...(await beside), await pollInbox(ctx, { since })];
      for (const delta of deltas) {
        if (!delta.changed) expect(delta.version).toBe(since);
        else expect(delta).toMatchObject({ version, upserts: [{ id }] });
      }
      expect(deltas.at(-1)).toMatchObject({ changed: true, version });
    }
  });
});

/** Sends some and reads them. */
async function write(ctx: Ctx): Promise<void> {
  for (let i = 0; i < 15; i += 1) {
    const { id } = await send(ctx);
    await markRead(ctx, { id });
  }
}

async function repeat(times: number, deed: () => Promise<void>): Promise<void> {
  for (let i = 0; i < times; i += 1) await deed();
}

test("the procedure says how soon to ask again: as the process has it, whatever it answers", async () => {
  const { ctx } = await someone();
  await send(ctx);
  const request = { ...ctx, door: http.pipeline.door, requestId: "r" };
  for (const since of [0, 1, 9]) {
    expect(await createCaller(request).notifications.poll({ since })).toMatchObject({ pollAfterMs: POLL_AFTER_MS });
    const busy = createCaller({ ...request, pollAfterMs: () => 30_000 });
    expect(await busy.notifications.poll({ since })).toMatchObject({ version: 1, pollAfterMs: 30_000 });
  }
});
