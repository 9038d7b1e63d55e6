import { inboxState } from "@pipeline/db/schema";
import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { writing } from "../ctx";
import { INBOX_CHANNEL, toPayload } from "../notifications/hint";
import { holdInbox } from "../notifications/inbox";
import { snooze } from "../notifications/snooze";
import { arrange, list, rowOf, send, versionOf } from "../notifications/testing";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";
import { runDue } from "./loop";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const HOUR = 3_600_000;
const ahead = (ms: number) => new Date(api.clock.now + ms).toISOString();

async function sleeper() {
  const ctx = await api.user();
  const { id } = await send(ctx);
  await snooze(ctx, { id, until: ahead(HOUR) });
  return { ctx, id, userId: ctx.actor.userId };
}

/** Does what is due and answers which kinds of work failed. */
async function dueWithFailures(): Promise<string[]> {
  const failed: string[] = [];
  const due = { owner: api.owner.db, now: () => api.clock.now, currency: "USD" };
  await runDue(due, (work) => failed.push(work));
  return failed;
}

describe("an inbox at which nobody looks", () => {
  test("is settled when its time comes, and its open pages hear of it", async () => {
    const { ctx, id, userId } = await sleeper();
    const { id: expiring } = await send(ctx);
    await arrange(ctx, expiring, { expiresAt: ahead(2 * HOUR) });
    const heard: string[] = [];
    const listening = await api.admin.sql.listen(INBOX_CHANNEL, (payload) => heard.push(payload));
    for (const version of [4, 5]) {
      api.clock.advance(HOUR - 1);
      await api.due();
      expect(await versionOf(ctx)).toBe(version - 1);
      api.clock.advance(1);
      await api.due();
      await api.due();
      expect(await versionOf(ctx)).toBe(version);
    }
    // Messages come in the order of commits: what was sent before the last one is here when it is.
    await send(ctx);
    await vi.waitUntil(() => heard.includes(toPayload({ userId, version: 6 })), { timeout: 10_000 });
    await listening.unlisten();
    expect(heard).toEqual([4, 5, 6].map((version) => toPayload({ userId, version })));
    expect(await rowOf(api, ctx, id)).toMatchObject({ snoozedUntil: null });
    expect((await list(ctx)).unreadCount).toBe(2);
  });

  test("that cannot be settled is told, and those of others are", async () => {
    const [broken, sound] = [await sleeper(), await sleeper()];
    const refuse = sql.raw(`alter table inbox_state add constraint broken check
      (user_id <> '${broken.userId}' or version < 3) not valid`);
    await api.admin.db.execute(refuse);
    api.clock.advance(HOUR);
    expect(await dueWithFailures()).toEqual(["inbox"]);
    expect(await versionOf(sound.ctx)).toBe(3);
    expect(await versionOf(broken.ctx)).toBe(2);
    await api.admin.db.execute(sql`alter table inbox_state drop constraint broken`);
    await api.due();
    expect(await versionOf(broken.ctx)).toBe(3);
  });

  test("that somebody holds has its turn later, and keeps nobody waiting", async () => {
    const [held, free] = [await sleeper(), await sleeper()];
    api.clock.advance(HOUR);
    await writing(held.ctx, async (scope) => {
      await holdInbox(scope);
      expect(await dueWithFailures()).toEqual([]);
      expect(await versionOf(free.ctx)).toBe(3);
    });
    expect(await versionOf(held.ctx)).toBe(2);
    await api.due();
    expect(await versionOf(held.ctx)).toBe(3);
  });

  test("that somebody holds is read as it is, and is settled by who comes when it is free", async () => {
    const { ctx, userId } = await sleeper();
    api.clock.advance(HOUR);
    await writing({ ...ctx, db: api.owner.db }, async (scope) => {
      await holdInbox(scope);
      // More than there are connections: nobody else's request would be answered.
      const readers = Array.from({ length: 12 }, () => list(ctx));
      expect(await list(await api.user())).toMatchObject({ items: [] });
      for (const answer of await Promise.all(readers)) expect(answer).toMatchObject({ items: [], version: 2 });
    });
    expect(await list(ctx)).toMatchObject({ items: { length: 1 }, version: 3 });
    expect(await verifyUser(api.owner.db, userId, () => api.clock.now)).toBeUndefined();
  });

  test("is settled once by any number of processes", async () => {
    const { ctx } = await sleeper();
    api.clock.advance(HOUR);
    await Promise.all([api.due(), api.due(), api.due(), list(ctx)]);
    expect(await versionOf(ctx)).toBe(3);
  });

  test("is looked at again when it says so too early, with no new version", async () => {
    const { ctx, userId } = await sleeper();
    await snooze(ctx, { id: (await list(ctx, "snoozed")).items[0]?.id ?? "", until: ahead(3 * HOUR) });
    api.clock.advance(HOUR);
    await api.due();
    expect(await versionOf(ctx)).toBe(3);
    const [state] = await api.admin.db.select().from(inboxState).where(eq(inboxState.userId, userId));
    expect(state?.nextDueAt).toBe(ahead(2 * HOUR));
  });
});
