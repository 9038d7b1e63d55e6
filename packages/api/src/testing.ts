import type { Actor } from "@pipeline/core/actor";
import { createTestDb, type TestDb } from "@pipeline/db/testing";
import { setTimeZone } from "./account/update";
import type { Ctx } from "./ctx";
import { runDue } from "./due/loop";
import { seedPrices } from "./prices/seed";

/** A clock that stands until it is moved; ms. */
export type TestClock = { now: number; advance(ms: number): void; set(iso: string): void };

export type TestApi = TestDb & {
  readonly clock: TestClock;
  /** A new user's context, as a session; with a zone when given. */
  user(options?: { timeZone?: string }): Promise<Ctx>;
  /** The same database as someone. */
  as(actor: Actor): Ctx;
  /** Does what is due at the clock's instant; throws what a loop would log. */
  due(): Promise<void>;
};

/** The whole backend below HTTP on a database of its own, with the ten demo prices and a clock that stands. */
export async function createTestApi(now = "2026-03-10T12:00:00.000Z"): Promise<TestApi> {
  const db = await createTestDb();
  const clock = makeClock(now);
  await seedPrices(db.owner.db, () => clock.now);
  const as = (actor: Actor): Ctx => ({ db: db.app.db, actor, now: () => clock.now, currency: "USD" });
  return {
    ...db,
    clock,
    as,
    async user({ timeZone } = {}) {
      const userId = await db.createUser();
      const ctx = as({ kind: "session", userId, email: `${userId}@example.test`, name: "Test", sessionId: "s" });
      if (timeZone !== undefined) await setTimeZone(ctx, timeZone);
      return ctx;
    },
    async due() {
      await runDue({ owner: db.owner.db, now: () => clock.now, currency: "USD" }, (_work, error) => {
        throw error;
      });
    },
  };
}

function makeClock(start: string): TestClock {
  return {
    now: Date.parse(start),
    advance(ms) {
      this.now += ms;
    },
    set(iso) {
      this.now = Date.parse(iso);
    },
  };
}
