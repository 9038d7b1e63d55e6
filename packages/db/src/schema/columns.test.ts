import { sql } from "drizzle-orm";
import { pgTable } from "drizzle-orm/pg-core";
import { beforeAll, expect, test } from "vitest";
import { createTestDb, type TestDb } from "../testing/index";
import { instant } from "./columns";

const moments = pgTable("moments", { at: instant() });

let db: TestDb;
beforeAll(async () => {
  db = await createTestDb();
  await db.admin.sql`create table moments (at timestamptz(3))`;
});

test.each([
  "2026-03-10T12:00:00.000Z",
  "2026-03-10T12:00:00.001Z",
  "2026-03-10T12:00:00.120Z",
  "2026-03-10T12:00:00.500Z",
  "1969-12-31T23:59:59.999Z",
  "9999-12-31T11:59:59.999Z",
])("%s is read as it was written, whatever the zone of the connection", async (at) => {
  expect(await readIn(at, "America/New_York", "Asia/Kolkata", "UTC")).toEqual([at, at, at]);
});

test.each(["0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"])(
  "%s is the first or the last there is",
  async (at) => {
    expect(await readIn(at, "UTC")).toEqual([at]);
  },
);

async function readIn(at: string, ...zones: string[]): Promise<(string | null | undefined)[]> {
  await db.admin.db.delete(moments);
  await db.admin.db.insert(moments).values({ at });
  const read = zones.map((zone) =>
    db.admin.db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('TimeZone', ${zone}, true)`);
      return tx.select().from(moments);
    }),
  );
  return (await Promise.all(read)).map(([row]) => row?.at);
}
