import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { connect } from "./db";
import { createTestDb, type TestDb } from "./testing/index";

let db: TestDb;
beforeAll(async () => {
  db = await createTestDb();
});

const MAX = 3;

/** A pool on the server itself; as it is behind a pooler, or as it is elsewhere. */
function open(isPooled: boolean) {
  const target = { ...inject("testServer").app, database: db.name };
  const pool = connect(isPooled ? { pooler: target } : target, { max: MAX });
  onTestFinished(() => pool.close());
  return pool.sql;
}

test.each([
  ["behind a pooler", true],
  ["elsewhere", false],
])("a pool %s loses none of its connections, however many are killed in transactions", async (_, isPooled) => {
  const sql = open(isPooled);
  const outcomes: unknown[] = [];
  for (let round = 0; round < 8 * MAX; round++) {
    const killed = sql.begin(async (tx) => {
      const [row] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
      await db.admin.sql`select pg_terminate_backend(${row?.pid ?? 0})`;
      // A statement that is not known yet is described first.
      await tx.unsafe(`select $1::int as n${round}`, [round], { prepare: true });
    });
    outcomes.push(
      await Promise.race([
        killed.then(
          () => "done",
          () => "failed",
        ),
        sleep(10_000, "hangs", { ref: false }),
      ]),
    );
    if (outcomes.includes("hangs")) break;
  }
  expect(new Set(outcomes)).toEqual(new Set(["failed"]));
  const asked = Promise.allSettled(Array.from({ length: 4 * MAX }, (__, i) => sql`select ${i}::int as n`));
  expect(await Promise.race([asked, sleep(10_000, "hangs", { ref: false })])).not.toBe("hangs");
});

test("transactions and statements that are asked for at once are each in a connection of their own", async () => {
  const sql = open(true);
  const within = async (i: number) => {
    const pids = await sql.begin(async (tx) => {
      await tx`select set_config('app.user_id', ${`${i}`}, true)`;
      const [row] = await tx`select current_setting('app.user_id', true) as own`;
      return row?.["own"];
    });
    return pids;
  };
  const alone = async () => (await sql`select current_setting('app.user_id', true) as own`)[0]?.["own"] || undefined;
  const asked = Array.from({ length: 300 }, (_, i) => (i % 2 === 0 ? within(i) : alone()));
  expect(await Promise.all(asked)).toEqual(asked.map((_, i) => (i % 2 === 0 ? `${i}` : undefined)));
});
