import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startEmbedded } from "./embedded/index";
import { openDatabase, type DatabaseSettings } from "./open";
import { accountSettings } from "./schema/index";
import { APP_ROLE, AUTH_ROLE } from "./roles";
import { client, type Target } from "./target";
import { withUser } from "./tenant";
import { writePrivate } from "./testing/account";
import { hasPg15, startPg15, type Pg15 } from "./testing/pg15";

const SECRET = "a secret for tests only, 32 characters";
const USER = "00000000-0000-0000-0000-000000000001";

/** A server whose roles are a test's own: roles belong to all databases of a server. */
type Own = { admin(database: string): Target; url(user: string, database: string, password: string): string };

if (!hasPg15) console.warn("What an administrator has to run is tested in part: postgresql-15 is not installed.");

async function own15(): Promise<Own> {
  const server: Pg15 = await startPg15({
    prepare: async (folder) => {
      const rules = "local all postgres trust\nhost all all all scram-sha-256\n";
      writePrivate(path.join(folder, "data"), "pg_hba.conf", rules);
    },
  });
  endings.push(() => server.end());
  return {
    admin: (database) => server.url("postgres", database),
    url: (user, database, password) => `postgres://${user}:${password}@127.0.0.1:${server.port}/${database}`,
  };
}

async function ownEmbedded(): Promise<Own> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "pipeline-own-"));
  const server = await startEmbedded({ dataDir });
  endings.push(async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const { host, port } = server.connection;
  return {
    admin: (database) => ({ ...server.connection, user: "postgres", database }),
    url: (user, database, password) => `postgres://${user}:${password}@localhost:${port}/${database}?host=${host}`,
  };
}

const endings: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of endings) await end();
});

/** What a start says that an administrator has to run. */
async function told(from: DatabaseSettings): Promise<string[]> {
  const error: unknown = await openDatabase(from).then(
    (database) => database.close(),
    (failure: unknown) => failure,
  );
  if (!(error instanceof Error)) throw new Error("It started.");
  expect(error.message).toContain("Let an administrator run in this database:");
  return error.message.split("\n").slice(1);
}
/** It starts, and everybody may do what is theirs. */
async function starts(from: DatabaseSettings): Promise<void> {
  const database = await openDatabase(from);
  try {
    const read = withUser(database.app.db, USER, "read", (tx) => tx.select().from(accountSettings));
    expect(await read).toEqual([]);
    expect([...(await database.auth.sql`select count(*)::int as count from users`)]).toEqual([{ count: 0 }]);
    await expect(Promise.resolve(database.auth.sql`select 1 from lora_cost_records`)).rejects.toThrow("permission");
  } finally {
    await database.close();
  }
}

const servers = [
  ["the embedded server", ownEmbedded] as const,
  ...(hasPg15 ? [["PostgreSQL 15", own15] as const] : []),
];

describe.each(servers)("on %s, an owner without any rights", (_, start) => {
  let server: Own;
  beforeAll(async () => {
    server = await start();
    await run("postgres", "create role keeper login password 'kept'");
  }, 60_000);

  const databases = { count: 0 };
  async function run(database: string, ...statements: string[]): Promise<void> {
    const sql = client(server.admin(database), { max: 1 });
    try {
      for (const statement of statements) await sql.unsafe(statement);
    } finally {
      await sql.end();
    }
  }
  async function emptyDatabase(): Promise<string> {
    const name = `one_${(databases.count += 1)}`;
    await run("postgres", `create database ${name}`);
    return name;
  }
  const settings = (name: string, appRole?: string): DatabaseSettings => {
    const owner = server.url("keeper", name, "kept");
    const urls = appRole === undefined ? { url: owner } : { url: server.url(appRole, name, "asked"), adminUrl: owner };
    return { ...urls, dataDir: "unused", secret: SECRET };
  };
  test("is told all that is missing, which is enough; again there is nothing to tell", async () => {
    const name = await emptyDatabase();
    const statements = await told(settings(name));
    expect(statements.map((line) => line.replace(/PASSWORD '[\w-]+'/, "PASSWORD …"))).toEqual([
      `  CREATE ROLE "${APP_ROLE}" LOGIN PASSWORD … NOSUPERUSER NOBYPASSRLS;`,
      `  CREATE ROLE "${AUTH_ROLE}" LOGIN PASSWORD … NOSUPERUSER NOBYPASSRLS;`,
      `  GRANT CREATE ON DATABASE "${name}" TO "keeper";`,
      `  GRANT USAGE, CREATE ON SCHEMA public TO "keeper";`,
    ]);
    await run(name, ...statements);
    await starts(settings(name));
    await starts(settings(name));
  });

  test("that is told apart from the application's role is told of both, also where nothing is everybody's", async () => {
    const name = await emptyDatabase();
    await run(
      name,
      `revoke all on database ${name} from public`,
      `grant connect on database ${name} to keeper`,
      "revoke all on schema public from public",
    );
    const from = settings(name, "requests");
    const statements = await told(from);
    expect(statements).toContain(`  GRANT CONNECT ON DATABASE "${name}" TO "requests", "${AUTH_ROLE}";`);
    expect(statements).toContain(`  GRANT USAGE ON SCHEMA public TO "requests", "${AUTH_ROLE}";`);
    expect(statements.join("\n")).not.toContain("asked");
    expect(statements.join("\n")).not.toContain("kept");
    await run(name, ...statements.map((line) => line.replace("'…'", "'asked'")));
    await starts(from);
  });

  test("of the database itself, who may make roles, needs nobody", async () => {
    await run("postgres", "create role maker login createrole password 'made'");
    const name = await emptyDatabase();
    await run("postgres", `alter database ${name} owner to maker`);
    const url = server.url("maker", name, "made");
    await expect(starts({ url, dataDir: "unused", secret: SECRET })).resolves.toBeUndefined();
  });

  test("leaves tables that are not Pipeline's alone, and names one that is in the way", async () => {
    const name = await emptyDatabase();
    await run(
      name,
      `grant create on database ${name} to keeper`,
      "grant usage, create on schema public to keeper",
      "create table legacy as select 1 as one",
      `grant select on legacy to ${APP_ROLE}`,
    );
    await starts(settings(name));
    const database = await openDatabase(settings(name));
    expect([...(await database.app.sql`select one from legacy`)]).toEqual([{ one: 1 }]);
    await database.close();

    const other = await emptyDatabase();
    const rights = [`grant create on database ${other} to keeper`, "grant usage, create on schema public to keeper"];
    await run(other, ...rights, "create table users as select 1 as one");
    await expect(openDatabase(settings(other))).rejects.toThrow(/not Pipeline's.*users/);
  });
});

describe.skipIf(!hasPg15)("a login whose password was changed", () => {
  test("is told of with its password, and comes in again with it", async () => {
    const server = await own15();
    const sql = client(server.admin("postgres"), { max: 1 });
    onTestFinished(() => sql.end());
    await sql.unsafe("create role keeper login password 'kept'");
    await sql.unsafe("create database one owner keeper");
    const settings = { url: server.url("keeper", "one", "kept"), dataDir: "unused", secret: SECRET };
    for (const statement of await told(settings)) await sql.unsafe(statement);
    await (await openDatabase(settings)).close();
    for (const role of [APP_ROLE, AUTH_ROLE]) {
      await sql.unsafe(`alter role ${role} password 'changed'`);
      const statements = await told(settings);
      expect(statements).toEqual([expect.stringContaining(`ALTER ROLE "${role}" LOGIN PASSWORD '`)]);
      for (const statement of statements) await sql.unsafe(statement);
      await (await openDatabase(settings)).close();
    }
  }, 60_000);
});
