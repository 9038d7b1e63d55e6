import { randomUUID } from "node:crypto";
import { asc, eq, sql } from "drizzle-orm";
import { pgTable, text } from "drizzle-orm/pg-core";
import { drizzle } from "drizzle-orm/postgres-js";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { Db } from "./db";
import { jobs } from "./schema/index";
import { statement, type Given } from "./statement";
import { withUser } from "./tenant";
import { createTestDb, type TestDb } from "./testing/index";

let db: TestDb;
let ann: string;
let bob: string;

const job = (userId: string, name: string) => ({
  userId,
  id: randomUUID(),
  name,
  gpuType: "g",
  gpuCount: 1,
  unitPrice: "1.000000000001",
  queuedAt: "2026-01-01T00:00:00.000Z",
});

beforeAll(async () => {
  db = await createTestDb({ scanned: false });
  [ann, bob] = [await db.createUser(), await db.createUser()];
  await withUser(db.app.db, ann, "write", (tx) => tx.insert(jobs).values([job(ann, "a1"), job(ann, "a2")]));
  await withUser(db.app.db, bob, "write", (tx) => tx.insert(jobs).values(job(bob, "b1")));
});

const said = (word: unknown) =>
  sql<string>`set_config('app.said', coalesce(current_setting('app.said', true), '') || ${word}::text, true)`;

const build = (tx: Db, { name }: Given<{ name: string }>) =>
  tx.select({ name: jobs.name, unitPrice: jobs.unitPrice }).from(jobs).where(eq(jobs.name, name));

describe("a statement", () => {
  test("is built once and answers each time for the values it is given", async () => {
    const built = vi.fn<typeof build>(build);
    const byName = statement(built);
    const found = await withUser(db.app.db, ann, "read", (tx) =>
      Promise.all(["a1", "a2", "none"].map((name) => byName(tx, { name }))),
    );
    expect(found).toEqual([
      [{ name: "a1", unitPrice: "1.000000000001" }],
      [{ name: "a2", unitPrice: "1.000000000001" }],
      [],
    ]);
    await withUser(db.app.db, ann, "read", (tx) => byName(tx, { name: "a1" }));
    expect(built).toHaveBeenCalledTimes(1);
  });

  test("runs before those that are sent after it, though nobody has waited for it", async () => {
    const say = statement((tx: Db, { word }: Given<{ word: string }>) =>
      tx.select({ said: said(word) }).from(sql`(values (1)) as once`),
    );
    const sayRaw = statement(
      (_, { word }: Given<{ word: string }>) => sql<{ said: string }>`select ${said(word)} as said`,
    );
    const answers = await withUser(db.app.db, ann, "write", (tx) =>
      Promise.all([sayRaw(tx, { word: "a" }), say(tx, { word: "b" }), say(tx, { word: "c" }), say(tx, { word: "d" })]),
    );
    expect(answers.flat().map((row) => row.said)).toEqual(["a", "ab", "abc", "abcd"]);
  });

  test("runs in the transaction it is given, for whom that one speaks, however many run at once", async () => {
    const mine = statement((tx: Db) => tx.select({ name: jobs.name }).from(jobs).orderBy(asc(jobs.name)));
    const users = Array.from({ length: 200 }, (_, n) => (n % 2 === 0 ? ann : bob));
    const seen = await Promise.all(users.map((user) => withUser(db.app.db, user, "read", (tx) => mine(tx, {}))));
    for (const [n, rows] of seen.entries()) {
      expect(rows.map(({ name }) => name)).toEqual(n % 2 === 0 ? ["a1", "a2"] : ["b1"]);
    }
  });

  test("that writes is undone with its transaction and its savepoint", async () => {
    const rename = statement((tx: Db, { id, name }: Given<{ id: string; name: string }>) =>
      tx
        .update(jobs)
        .set({ name: sql`${name}` })
        .where(eq(jobs.id, id))
        .returning({ name: jobs.name }),
    );
    const [{ id } = { id: "" }] = await withUser(db.app.db, bob, "read", (tx) => tx.select({ id: jobs.id }).from(jobs));
    const names = await withUser(db.app.db, bob, "write", async (tx) => {
      const undone = tx.transaction(async (inner) => {
        expect(await rename(inner, { id, name: "lost" })).toEqual([{ name: "lost" }]);
        throw new Error("undone");
      });
      await expect(undone).rejects.toThrow("undone");
      return rename(tx, { id, name: "b1" });
    });
    expect(names).toEqual([{ name: "b1" }]);
    const [kept] = await withUser(db.app.db, bob, "read", (tx) => tx.select({ name: jobs.name }).from(jobs));
    expect(kept).toEqual({ name: "b1" });
  });

  test("may be raw SQL, which answers its rows", async () => {
    const twice = statement((_, { n }: Given<{ n: number }>) => sql<{ twice: number }>`select 2 * ${n}::int as twice`);
    expect([...(await twice(db.app.db, { n: 21 }))]).toEqual([{ twice: 42 }]);
    expect([...(await twice(db.owner.db, { n: 4 }))]).toEqual([{ twice: 8 }]);
  });

  test("is rendered for a host's own pool with the host's names", async () => {
    const notes = pgTable("notes", { someText: text() });
    const camel: Db = drizzle(db.admin.sql, { schema: { notes } });
    const snake: Db = drizzle(db.admin.sql, { schema: { notes }, casing: "snake_case" });
    await db.admin.sql`create table notes (some_text text, "someText" text)`;
    await db.admin.sql`insert into notes values ('snake', 'camel')`;
    const all = statement((tx: Db, { limit }: Given<{ limit: number }>) => tx.select().from(notes).limit(limit));
    expect(await all(camel, { limit: 1 })).toEqual([{ someText: "camel" }]);
    expect(await all(snake, { limit: 1 })).toEqual([{ someText: "snake" }]);
  });
});

test("a read is one snapshot that cannot write", async () => {
  const [state] = await withUser(db.app.db, ann, "read", (tx) =>
    tx.execute<{ isolation: string; only: string }>(
      sql`select current_setting('transaction_isolation') as isolation, current_setting('transaction_read_only') as only`,
    ),
  );
  expect(state).toEqual({ isolation: "repeatable read", only: "on" });
});
