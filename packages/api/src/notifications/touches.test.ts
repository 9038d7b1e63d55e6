import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { inboxState } from "@pipeline/db/schema";
import { recordCost } from "../costs/record";
import { inside, reading, writing, type Ctx } from "../ctx";
import { createTestApi, type TestApi } from "../testing";
import { INBOX_CHANNEL, toHint, type Hint } from "./hint";
import { inboxVersion, touchInbox } from "./inbox";
import { createTouches } from "./touches";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

/** What other processes are told, from now to the end of the test. */
async function hear(): Promise<Hint[]> {
  const told: Hint[] = [];
  await new Promise<void>((resolve) => {
    const listening = api.listen(INBOX_CHANNEL, {
      onMessage: (payload) => void told.push(toHint(payload) ?? { userId: payload, version: -1 }),
      onListening: resolve,
    });
    onTestFinished(() => listening.stop());
  });
  return told;
}

function gather(everyMs: number) {
  const touches = createTouches(
    api.owner.db,
    (error) => {
      throw error;
    },
    { everyMs },
  );
  onTestFinished(() => touches.stop());
  return touches;
}

const of = ({ actor }: Ctx, told: readonly Hint[]) => told.filter(({ userId }) => userId === actor.userId);
const spend = (ctx: Ctx, key: string) => recordCost(ctx, { costType: "x", amount: "1", idempotencyKey: key });
const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 10_000, interval: 5 });

describe("changes that no notification tells", () => {
  test("a thousand in a second are told three times at most, the last one among them", async () => {
    const told = await hear();
    const touches = gather(500);
    const ctx = await api.user();
    const { userId } = ctx.actor;
    await api.admin.db.insert(inboxState).values({ userId, version: 1_000 });
    const start = performance.now();
    for (let version = 0; version < 1_000; await sleep(1)) {
      const due = Math.min(1_000, performance.now() - start);
      while (version < due) touches.touch({ userId, version: ++version });
    }
    const ms = performance.now() - start;
    await touches.stop();
    await until(() => of(ctx, told).at(-1)?.version === 1_000);
    // Soon after the first, then every half second, and once at the stop: three, where the machine kept its second.
    expect(of(ctx, told).length).toBeLessThanOrEqual(Math.floor((ms - 50) / 500) + 2);
  });

  test("a single one is told soon", async () => {
    const told = await hear();
    const ctx = { ...(await api.user()), onTouch: gather(60_000).touch };
    const spent = performance.now();
    await spend(ctx, "a");
    await until(() => of(ctx, told).length === 1);
    expect(performance.now() - spent).toBeLessThan(5_000);
  });

  test("are told by a statement that reads no table: it would run where that is, and nobody listens there", async () => {
    const told = await hear();
    const ctx = { ...(await api.user()), onTouch: gather(60_000).touch };
    const asked: string[] = [];
    Object.assign(api.owner.sql.options, { debug: (_connection: number, text: string) => asked.push(text) });
    await spend(ctx, "a");
    await until(() => of(ctx, told).length === 1);
    Object.assign(api.owner.sql.options, { debug: false });
    const telling = asked.filter((text) => text.includes("pg_notify"));
    expect(telling).toHaveLength(1);
    expect(telling[0]).not.toContain("inbox_state");
  });

  test("of many users are told together, each once", async () => {
    const told = await hear();
    const touches = gather(20);
    const users = await Promise.all(Array.from({ length: 50 }, () => api.user()));
    for (const user of users) await writing(user, touchInbox);
    for (const { actor } of users) touches.touch({ userId: actor.userId, version: 1 });
    await until(() => told.length >= 50);
    const expected = users.map(({ actor }) => ({ userId: actor.userId, version: 1 }));
    expect(told).toEqual(expect.arrayContaining(expected));
    expect(told).toHaveLength(50);
  });

  test("are told once they are committed, not before", async () => {
    const told = await hear();
    const touches = gather(20);
    const user = await api.user();
    const ctx = { ...user, onTouch: touches.touch };
    await ctx.db.transaction(async (tx) => {
      await spend(inside(ctx, tx), "a");
      await sleep(50);
      expect(of(ctx, told)).toEqual([]);
    });
    await until(() => of(ctx, told).length > 0);
    expect(of(ctx, told)).toEqual([{ userId: user.actor.userId, version: await reading(ctx, inboxVersion) }]);
  });

  test("that are rolled back are never told: their version will be somebody else's", async () => {
    const told = await hear();
    const touches = gather(10);
    const user = await api.user();
    const ctx = { ...user, onTouch: touches.touch };
    const failing = ctx.db.transaction(async (tx) => {
      await spend(inside(ctx, tx), "a");
      throw new Error("not after all");
    });
    await expect(failing).rejects.toThrow("not after all");
    // Until it is given up, and something else is told after it.
    await sleep(100);
    const other = { ...(await api.user()), onTouch: touches.touch };
    await spend(other, "b");
    await until(() => of(other, told).length > 0);
    expect(of(ctx, told)).toEqual([]);
  });

  test("are told at the stop as well, and gathered no more", async () => {
    const told = await hear();
    const touches = gather(60_000);
    const ctx = { ...(await api.user()), onTouch: touches.touch };
    await spend(ctx, "a");
    await until(() => of(ctx, told).length === 1);
    // It would wait for a minute.
    await spend(ctx, "b");
    await touches.stop();
    await until(() => of(ctx, told).length === 2);
    await spend(ctx, "c");
    await touches.stop();
    expect(of(ctx, told)).toHaveLength(2);
  });
});

test("a database that does not answer loses hints, and the next ones are told", async () => {
  const failures: unknown[] = [];
  const told = await hear();
  const touches = createTouches(api.owner.db, (error) => void failures.push(error), { everyMs: 10 });
  onTestFinished(() => touches.stop());
  const ctx = { ...(await api.user()), onTouch: touches.touch };
  await api.admin.sql`alter table inbox_state rename to elsewhere`;
  touches.touch({ userId: ctx.actor.userId, version: 1 });
  await until(() => failures.length === 1);
  await api.admin.sql`alter table elsewhere rename to inbox_state`;
  await spend(ctx, "a");
  await until(() => of(ctx, told).length === 1);
  expect(failures).toHaveLength(1);
});
