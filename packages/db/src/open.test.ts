import { randomBytes } from "node:crypto";
import { expect, inject, test, vi } from "vitest";
import { openDatabase } from "./open";
import { accountSettings } from "./schema/index";
import { client } from "./target";
import { withUser } from "./tenant";
import { databaseUrl } from "./testing/database-url";

const SECRET = "a secret for tests only, 32 characters";

/** An empty database on the test server, as an administrator's URL. */
async function emptyDatabase(): Promise<string> {
  const { admin } = inject("testServer");
  const name = `pipeline_test_${randomBytes(6).toString("hex")}`;
  const sql = client({ ...admin, database: "postgres" }, { max: 1 });
  await sql.unsafe(`create database ${name}`);
  await sql.end();
  return databaseUrl(name);
}

async function drop(url: string): Promise<void> {
  const { admin } = inject("testServer");
  const sql = client({ ...admin, database: "postgres" }, { max: 1 });
  await sql.unsafe(`drop database ${new URL(url).pathname.slice(1)} with (force)`);
  await sql.end();
}

test("one's own database gets its roles, tables and grants from one URL, again without effect", async () => {
  const url = await emptyDatabase();
  for (let start = 0; start < 2; start += 1) {
    const database = await openDatabase({ url, dataDir: "unused", secret: SECRET });
    const [row] = await database.app.sql<{ name: string }[]>`select current_user as name`;
    expect(row?.name).toBe("pipeline_app");
    const rows = await withUser(database.app.db, "00000000-0000-0000-0000-000000000001", "read", (tx) =>
      tx.select().from(accountSettings),
    );
    expect(rows).toEqual([]);
    await database.close();
  }
  await drop(url);
});

test("two servers that start at once on an empty database both come up", async () => {
  const url = await emptyDatabase();
  const open = () => openDatabase({ url, dataDir: "unused", secret: SECRET });
  const both = await Promise.all([open(), open()]);
  const answers = await Promise.all(both.map(({ app }) => app.sql<{ one: number }[]>`select 1 as one`));
  expect(answers.map(([row]) => row?.one)).toEqual([1, 1]);
  await Promise.all(both.map((database) => database.close()));
  await drop(url);
});

test.each([
  ["the application's login", false, "pipeline_app"],
  ["the direct connection where there is one", true, inject("testServer").admin.user],
])("it listens over %s", async (_over, direct, as) => {
  const url = await emptyDatabase();
  const database = await openDatabase({ url, dataDir: "unused", secret: SECRET, ...(direct && { directUrl: url }) });
  const heard: string[] = [];
  const listening = await new Promise<{ stop(): Promise<void> }>((resolve) => {
    const started = database.listen("news", {
      onMessage: (payload) => void heard.push(payload),
      onListening: () => resolve(started),
    });
  });
  await database.app.sql.notify("news", "it works");
  await vi.waitUntil(() => heard.length > 0, { timeout: 10_000 });
  const listeners = await database.owner.sql<{ name: string }[]>`
    select distinct usename as name from pg_stat_activity
    where application_name = 'pipeline-listen' and datname = current_database()`;
  expect([...listeners]).toEqual([{ name: as }]);
  await listening.stop();
  await database.close();
  await drop(url);
});

test("a role for requests that would bypass row-level security is refused", async () => {
  const url = await emptyDatabase();
  const opening = openDatabase({ url, adminUrl: url, dataDir: "unused", secret: SECRET });
  await expect(opening).rejects.toThrow("would bypass row-level security");
  await drop(url);
});
