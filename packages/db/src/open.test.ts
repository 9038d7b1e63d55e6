import { randomBytes } from "node:crypto";
import { once } from "node:events";
import os from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import { joinDatabase, openDatabase } from "./open";
import { openReplica } from "./replica";
import { accountSettings } from "./schema/index";
import { client } from "./target";
import { withUser } from "./tenant";
import { databaseUrl } from "./testing/database-url";
import { hasPg15, startPg15 } from "./testing/pg15";

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

test.each([
  ["DATABASE_READ_URL", "?sslmode=verify", "it is one of disable"],
  ["DATABASE_READ_URL", "?sslmode=verify-full&sslrootcert=/nowhere/root.crt", "/nowhere/root.crt"],
  ["DATABASE_READ_URL", "?sslnegotiation=direct", "sslnegotiation"],
  ["DATABASE_DIRECT_URL", "?target_session_attrs=any", "target_session_attrs"],
])("%s with %s refuses the start in a sentence without a password", async (setting, parameters, sentence) => {
  const wrong = `postgres://reader:the-password@127.0.0.1:1/one${parameters}`;
  const settings = { url: "postgres://nobody@127.0.0.1:1/one", dataDir: "unused", secret: SECRET };
  const opening = openDatabase({ ...settings, [setting === "DATABASE_READ_URL" ? "readUrl" : "directUrl"]: wrong });
  const error: unknown = await opening.catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(Error);
  expect(String(error)).toContain(`${setting}: `);
  expect(String(error)).toContain(sentence);
  expect(inspect(error, { depth: 10 })).not.toContain("the-password");
});

test("a replica whose URL has become wrong is one that is away", async () => {
  const lines: string[] = [];
  const url = "postgres://reader@127.0.0.1:1/one?sslmode=verify-full&sslrootcert=/nowhere/root.crt";
  const replica = openReplica(url, { warn: (line) => lines.push(line) });
  await vi.waitUntil(() => lines.length > 0, { timeout: 10_000 });
  expect(await replica.ask(async () => "an answer", Boolean)).toBeUndefined();
  await replica.close();
  expect(lines).toEqual([expect.stringContaining("The certificate /nowhere/root.crt")]);
});

test.skipIf(!hasPg15)(
  "a socket's URL has a place for neither host nor user, and each login comes as itself",
  async () => {
    const server = await startPg15();
    onTestFinished(() => server.end());
    const owner = os.userInfo().username;
    const admin = client(server.url("postgres", "postgres"), { max: 1 });
    await admin.unsafe(`create role "${owner}" login superuser`);
    await admin.end();
    const url = `postgres:///postgres?host=${server.folder}&port=${server.port}`;
    const database = await openDatabase({ url, dataDir: "unused", secret: SECRET, readUrl: url });
    const joined = joinDatabase(structuredClone(database.access));
    const names = await Promise.all(
      [database.owner, database.app, database.auth, joined.app, joined.auth].map(async ({ sql }) => {
        const [row] = await sql<{ name: string }[]>`select current_user as name`;
        return row?.name;
      }),
    );
    await joined.close();
    await database.close();
    expect(names).toEqual([owner, "pipeline_app", "pipeline_auth", "pipeline_app", "pipeline_auth"]);
  },
  60_000,
);

test("a replica that answers, but not to a question, is looked at no more often for it", async () => {
  const { app } = inject("testServer");
  let [looks, questions] = [0, 0];
  const debug = (_: number, text: string) => void (looks += text.includes("rolbypassrls") ? 1 : 0);
  const replica = openReplica({ ...app, database: "postgres", debug }, { retryMs: 60_000 });
  const ask = () =>
    replica.ask(
      (db) => {
        questions += 1;
        return db.execute("select nothing");
      },
      () => false,
    );
  for (let n = 0; n < 20; n += 1) {
    await sleep(100);
    expect(await ask()).toBeUndefined();
  }
  await replica.close();
  expect(questions).toBeGreaterThan(1);
  expect(looks).toBe(1);
});

test("a replica whose connections are all busy is not waited for, nor taken for one that is silent", async () => {
  const lines: string[] = [];
  const { app } = inject("testServer");
  const options = { warn: (line: string) => lines.push(line), patienceMs: 2_000, retryMs: 60_000 };
  const replica = openReplica({ ...app, database: "postgres" }, options);
  const over = new AbortController();
  const isOver = once(over.signal, "abort");
  const ask = () =>
    replica.ask(
      async (db, heard) => {
        await db.execute("select 1");
        heard();
        await isOver;
        return "the replica";
      },
      () => false,
    );
  await vi.waitUntil(() => replica.ask(async () => true, Boolean), { timeout: 10_000 });
  const busy = Array.from({ length: 5 }, ask);
  const began = performance.now();
  expect(await Promise.all(Array.from({ length: 20 }, ask))).toEqual(Array.from({ length: 20 }));
  expect(performance.now() - began).toBeLessThan(1_000);
  over.abort();
  expect(new Set(await Promise.all(busy))).toEqual(new Set(["the replica"]));
  expect(await ask()).toBe("the replica");
  await replica.close();
  expect(lines).toEqual([]);
});

test("a replica that falls silent in the middle of an answer is not waited for without end", async () => {
  const { app } = inject("testServer");
  let looks = 0;
  const debug = (_: number, text: string) => void (looks += text.includes("rolbypassrls") ? 1 : 0);
  const options = { wholeMs: 500, retryMs: 100 };
  const replica = openReplica({ ...app, database: "postgres", debug }, options);
  await vi.waitUntil(() => replica.ask(async () => true, Boolean), { timeout: 10_000 });
  await sleep(options.retryMs);
  const asking = replica.ask(
    (_, heard) => {
      heard();
      return new Promise<string>(() => {});
    },
    () => false,
  );
  expect(await Promise.race([asking, sleep(10_000, "hangs", { ref: false })])).toBeUndefined();
  await replica.close();
  expect(looks).toBe(2);
});
