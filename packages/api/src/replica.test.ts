import { randomUUID } from "node:crypto";
import { connect, openDatabase, type Connection, type Database } from "@pipeline/db";
import { users } from "@pipeline/db/schema";
import { createProxy, hasPg15, haveReplica, openReplica, startPg15, type Pg15, type Proxy } from "@pipeline/db/testing";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { recordCost } from "./costs/record";
import { summarizeCosts } from "./costs/summary";
import { summing, type Ctx } from "./ctx";

const SECRET = "a secret for tests only, 32 characters";
if (!hasPg15) console.warn("Read replicas are not tested: postgresql-15 is not installed.");

const spend = (ctx: Ctx) => recordCost(ctx, { costType: "x", amount: "1", idempotencyKey: randomUUID() });

const total = async (ctx: Ctx) => (await summarizeCosts(ctx, { period: "month", groupBy: "costType" })).total;

const readsRollups = (text: string) => /cost_rollups/.test(text) && !/insert into/.test(text);

describe.skipIf(!hasPg15)("sums that a read replica answers", () => {
  let primary: Pg15;
  let standby: Pg15;
  let way: Proxy;
  let database: Database;
  let behind: Connection;
  let replica: ReturnType<typeof openReplica>;
  const lines: string[] = [];
  /** Statements over roll-ups that the primary was asked. */
  let asked = 0;

  beforeAll(async () => {
    primary = await startPg15();
    database = await openDatabase({ url: primary.url("postgres", "postgres"), dataDir: "unused", secret: SECRET });
    standby = await primary.follow(["max_standby_streaming_delay=0"]);
    behind = connect(standby.url("postgres", "postgres"), { max: 1 });
    way = await createProxy({ host: standby.folder, port: standby.port });
    await way.open();
    const target = { host: "127.0.0.1", port: way.port, user: "pipeline_app", database: "postgres" };
    replica = openReplica(target, { warn: (line) => lines.push(line), patienceMs: 3_000, retryMs: 100 });
    haveReplica(database.app.db, replica);
    Object.assign(database.app.sql.options, {
      debug: (_: number, text: string) => (asked += readsRollups(text) ? 1 : 0),
    });
  }, 60_000);
  afterAll(async () => {
    await replica.close();
    await database.close();
    await behind.close();
    await way.close();
    await standby.end();
    await primary.end();
  });
  beforeEach(() => void lines.splice(0));

  async function person(): Promise<Ctx> {
    const userId = randomUUID();
    const [at, email] = [new Date(0), `${userId}@example.test`];
    await database.auth.db.insert(users).values({ id: userId, email, name: "Test", createdAt: at, updatedAt: at });
    const actor = { kind: "session", userId, email, name: "Test", sessionId: "s" } as const;
    return { db: database.app.db, actor, now: Date.now, currency: "USD" };
  }

  /** What is summed, and whether the primary had to do it. */
  async function sum(ctx: Ctx): Promise<[total: string, by: "primary" | "replica"]> {
    const before = asked;
    const amount = await total(ctx);
    return [amount, asked === before ? "replica" : "primary"];
  }
  const pause = (how: "pause" | "resume") => behind.sql.unsafe(`select pg_wal_replay_${how}()`);

  test("are the replica's own, bound by the same rights", async () => {
    const [ctx, other] = [await person(), await person()];
    await spend(ctx);
    await expect.poll(() => sum(ctx)).toEqual(["1", "replica"]);
    expect(await total(other)).toBe("0");
    const seen = await summing(ctx, async ({ tx }) => {
      const rows = await tx.execute(sql`select pg_is_in_recovery() as copy, current_user as name,
        (select count(*)::int from lora_cost_records where user_id <> ${ctx.actor.userId}) as others`);
      return [...rows];
    });
    expect(seen).toEqual([{ copy: true, name: "pipeline_app", others: 0 }]);
  });

  test("are never older than what was said last: while it is behind, the primary answers", async () => {
    const [ctx, quiet] = [await person(), await person()];
    await spend(quiet);
    await expect.poll(() => sum(quiet)).toEqual(["1", "replica"]);
    await pause("pause");
    for (let count = 1; count <= 5; count++) {
      await spend(ctx);
      expect(await sum(ctx)).toEqual([`${count}`, "primary"]);
    }
    // Who changed nothing since is not kept from it.
    expect(await sum(quiet)).toEqual(["1", "replica"]);
    await pause("resume");
    await expect.poll(() => sum(ctx)).toEqual(["5", "replica"]);
    expect(lines).toEqual([]);
  });

  test("come from the primary while the replica is away, with one line, and from it again once it is back", async () => {
    const ctx = await person();
    await spend(ctx);
    await expect.poll(() => sum(ctx)).toEqual(["1", "replica"]);
    await standby.stop("immediate");
    const answers = await Promise.all(Array.from({ length: 50 }, () => total(ctx)));
    expect(new Set(answers)).toEqual(new Set(["1"]));
    await expect.poll(() => lines.length).toBe(1);
    for (let i = 0; i < 20; i++) expect(await sum(ctx)).toEqual(["1", "primary"]);
    expect(lines).toEqual([expect.stringContaining("The read replica is not used, the primary answers: ")]);
    await standby.start();
    await expect.poll(() => sum(ctx), { timeout: 20_000 }).toEqual(["1", "replica"]);
    expect(lines.slice(1)).toEqual(["The read replica answers again."]);
  }, 60_000);

  test("do not wait long for a replica that says nothing any more", async () => {
    const ctx = await person();
    await spend(ctx);
    await expect.poll(() => sum(ctx), { timeout: 20_000 }).toEqual(["1", "replica"]);
    await Promise.all(Array.from({ length: 20 }, () => total(ctx)));
    way.silence();
    expect(await Promise.all(Array.from({ length: 20 }, () => total(ctx)))).toEqual(
      Array.from({ length: 20 }, () => "1"),
    );
    // New connections are heard, and those that are silent are not asked for ever.
    await expect.poll(() => sum(ctx), { timeout: 20_000 }).toEqual(["1", "replica"]);
    // A busy machine may take it for away in between: then it says so, and that it is back.
    expect(lines.length).toBeLessThanOrEqual(2);
  }, 60_000);

  test("that the replica cancels are made by the primary, and so are those whose connection is killed", async () => {
    const ctx = await person();
    await spend(ctx);
    await expect.poll(() => sum(ctx), { timeout: 20_000 }).toEqual(["1", "replica"]);
    const where: boolean[] = [];
    for (const disturb of [cancel, kill]) {
      const answer = await summing(ctx, async ({ tx }) => {
        const [row] = await tx.execute<{ copy: boolean; count: number }>(sql`
          select pg_is_in_recovery() as copy, count(*)::int as count from inbox_state`);
        where.push(row?.copy ?? false);
        if (row?.copy) await disturb();
        const [again] = await tx.execute<{ count: number }>(sql`select count(*)::int as count from inbox_state`);
        return [row?.count, again?.count];
      });
      expect(answer).toEqual([1, 1]);
      await expect.poll(() => sum(ctx), { timeout: 20_000 }).toEqual(["1", "replica"]);
    }
    expect(where).toContain(false);
    expect(where[0]).toBe(true);
  }, 60_000);

  test("say what is wrong with a question themselves", async () => {
    const ctx = await person();
    const asking = summarizeCosts(ctx, { period: "year", granularity: "hour", groupBy: "costType" });
    await expect(asking).rejects.toMatchObject({ code: "BAD_INPUT" });
    expect(lines).toEqual([]);
  });

  /** A lock that the primary takes away is taken from whoever reads on the replica, too. */
  async function cancel(): Promise<void> {
    const { sql: owner } = database.owner;
    await owner.unsafe("alter table inbox_state set (fillfactor = 90)");
    await owner.begin((tx) => tx.unsafe("lock table inbox_state in access exclusive mode"));
    await expect.poll(caughtUp).toBe(true);
  }
  async function kill(): Promise<void> {
    await behind.sql`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'pipeline_app'`;
  }
  async function caughtUp(): Promise<boolean> {
    const [row] = await database.owner.sql<{ at: string }[]>`select pg_current_wal_flush_lsn()::text as at`;
    const [there] = await behind.sql<
      { done: boolean }[]
    >`select pg_last_wal_replay_lsn() >= ${row?.at ?? ""}::pg_lsn as done`;
    return there?.done ?? false;
  }
});
