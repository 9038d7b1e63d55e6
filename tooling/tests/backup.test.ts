import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { createUser } from "@pipeline/api/auth/create-user";
import type { Ctx } from "@pipeline/api/ctx";
import { readEnv } from "@pipeline/api/env";
import { startApp, type App } from "@pipeline/api/http/app";
import { createBudget, createJob, recordCost, reportEvent } from "@pipeline/api/services";
import { verifyAll } from "@pipeline/api/verify/verify";
import { connect, openDatabase, projectRoot, type Database } from "@pipeline/db";
import { bundled, databaseUrl, hasPg15, startPg15 } from "@pipeline/db/testing";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { commandLine, MAIN, type Outcome } from "./support/command-line";

const run = promisify(execFile);
const SECRET = "a secret for tests only, 32 characters";
const PASSWORD = "correct horse battery";
const HOUR = 3_600_000;
const folder = mkdtempSync(path.join(os.tmpdir(), "pipeline-backup-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Settings = { DATA_DIR: string; DATABASE_URL: string };
const embedded = (name: string): Settings => ({ DATA_DIR: path.join(folder, name), DATABASE_URL: "" });
const at = (url: URL): Settings => ({ DATA_DIR: path.join(folder, "none"), DATABASE_URL: url.toString() });
const environment = (settings: Settings) => ({
  ...settings,
  DATABASE_ADMIN_URL: "",
  BETTER_AUTH_SECRET: SECRET,
  DEMO: "0",
  LOG_LEVEL: "error",
});

/** Runs the command line. */
const cli = (settings: Settings, ...args: string[]) => commandLine(environment(settings), ...args);

async function running<T>(settings: Settings, work: (app: App) => Promise<T>): Promise<T> {
  const app = await startApp(readEnv(environment(settings)));
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

/** The database alone: nobody changes anything beside what is asked. */
async function opened<T>(settings: Settings, work: (database: Database) => Promise<T>): Promise<T> {
  const { DATABASE_URL: url, DATA_DIR: dataDir } = settings;
  const database = await openDatabase({ ...(url && { url }), dataDir, secret: SECRET });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Two people with jobs that run and have ended, costs, corrected ones, budgets and what they were told. */
async function fill(app: App): Promise<string> {
  const made = ["ann", "bob"].map((name) =>
    createUser(app.auth, { email: `${name}@example.test`, password: PASSWORD, name }),
  );
  const [ann = "", bob = ""] = await Promise.all(made);
  const now = Date.now();
  const ago = (ms: number) => new Date(now - ms).toISOString();
  for (const userId of [ann, bob]) {
    const ctx: Ctx = { db: app.database.app.db, actor: { kind: "system", userId }, now: () => now, currency: "USD" };
    await createBudget(ctx, {
      name: "All",
      amount: "20",
      period: "month",
      thresholds: [50, 80],
      forecastAlert: true,
      blockNewJobs: false,
    });
    for (let i = 0; i < 3; i++) {
      const { id } = await createJob(ctx, {
        name: `Job ${i}`,
        gpuType: "H100",
        gpuCount: 2,
        unitPrice: "2.123456789012",
      });
      await reportEvent(ctx, { jobId: id, eventId: "a", type: "started", at: ago(5 * HOUR) });
      if (i > 0) await reportEvent(ctx, { jobId: id, eventId: "b", type: "completed", at: ago(i * HOUR) });
    }
    await recordCost(ctx, { costType: "credit", amount: "-0.000000000001", idempotencyKey: "credit" });
  }
  const { key } = await app.door.createKey(ann, { name: "trainer", scopes: ["costs:write"] });
  return key;
}

/** Everything there is, whoever may see it: rows, sums of money, and who may do what. */
async function contents({ owner: { sql } }: Database): Promise<object> {
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`;
  const all: Record<string, unknown> = {};
  for (const { name } of tables) {
    const [row] = await sql.unsafe(
      `select count(*)::int, md5(string_agg(t::text, '|' order by t::text)) from ${name} t`,
    );
    all[name] = row;
  }
  const [money] =
    await sql`select sum(amount)::text as records, (select sum(spent)::text from budget_periods) as budgets,
    (select sum(amount)::text from cost_rollups) as rollups from lora_cost_records`;
  const guards = await sql`
    select relname, relrowsecurity, relforcerowsecurity, replace(relacl::text, current_user, 'owner') as acl, pg_get_userbyid(relowner) = current_user as own,
      array(select concat_ws(' ', polname, polcmd, pg_get_expr(polqual, polrelid)) from pg_policy
        where polrelid = c.oid order by 1) as policies
    from pg_class c where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`;
  return { all, money, guards };
}

/** People come in, keys work, the next cost is recorded, and every sum is what its records make it. */
async function works(app: App, key: string): Promise<void> {
  const send = (url: string, body: object, headers: Record<string, string> = {}) =>
    app.handle(
      new Request(`http://localhost:3000${url}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      }),
    );
  const signIn = { email: "bob@example.test", password: PASSWORD };
  expect((await send("/api/auth/sign-in/email", signIn)).status).toBe(200);
  expect((await send("/api/auth/sign-in/email", { ...signIn, password: "another one" })).status).toBe(401);
  const cost = { costType: "other", amount: "0.1", idempotencyKey: "after" };
  expect((await send("/api/trpc/costs.record", cost, { "x-api-key": key })).status).toBe(200);
  expect(await verifyAll(app.database.owner.db)).toEqual({ users: 2 });
}

describe("the command line's backup", () => {
  const file = path.join(folder, "pipeline.sql.gz");
  let key: string;
  let before: object;
  let made: Outcome;
  beforeAll(async () => {
    const first = embedded("one");
    key = await running(first, fill);
    await opened(first, async (database) => {
      before = await contents(database);
      // Beside a process that has it open, as the application would.
      made = await cli(first, "backup", file);
    });
  }, 120_000);

  test("is for its owner's eyes, and never takes another one's place", async () => {
    expect(made).toMatchObject({ code: 0, stderr: "" });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const bytes = readFileSync(file);
    const again = await cli(embedded("one"), "backup", file);
    expect(again).toMatchObject({ code: 1, stderr: `The file ${file} exists already.\n` });
    expect(readFileSync(file)).toEqual(bytes);
    expect(existsSync(`${file}.part`)).toBe(false);
  });

  test("restores into another embedded database, once", async () => {
    const cut = path.join(folder, "cut.sql.gz");
    writeFileSync(cut, readFileSync(file).subarray(0, -100));
    expect((await cli(embedded("two"), "restore", cut)).code).toBe(1);
    const restored = await cli(embedded("two"), "restore", file);
    expect(restored).toMatchObject({ code: 0, stdout: expect.stringMatching(/^rows=\d+\n$/), stderr: "" });
    const again = await cli(embedded("two"), "restore", file);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("The database is not empty") });
    expect(await opened(embedded("two"), contents)).toEqual(before);
    await running(embedded("two"), (app) => works(app, key));
  });

  test("goes through a pipe where no file can be written", async () => {
    const script = await bundled(MAIN);
    const pipe = (name: string, command: string) => {
      const env = { ...process.env, ...environment(embedded(name)), NODE: process.execPath, CLI: script };
      return run("/bin/sh", ["-c", command], {
        cwd: projectRoot(),
        env: { ...env, FILE: path.join(folder, "piped.gz") },
      });
    };
    const piped = await pipe("one", '"$NODE" "$CLI" backup - > "$FILE"');
    const loaded = await pipe("three", '"$NODE" "$CLI" restore - < "$FILE"');
    expect(piped.stderr).toBe(loaded.stdout);
    expect(await opened(embedded("three"), contents)).toEqual(before);
  });

  test("moves to a PostgreSQL of one's own", async () => {
    const url = await emptyDatabase();
    expect(await cli(at(url), "restore", file)).toMatchObject({ code: 0, stderr: "" });
    expect(await opened(at(url), contents)).toEqual(before);
    await running(at(url), (app) => works(app, key));
  });
});

const programs = "/usr/lib/postgresql/15/bin";
if (!hasPg15) console.warn("pg_dump is not tested: postgresql-15 is not installed.");

// As docs/operations.md has it: by the owner of the tables, who is no superuser.
describe.skipIf(!hasPg15)("pg_dump and pg_restore", () => {
  test("move all of it into an empty database, guards included", async () => {
    const server = await startOwnServer();
    const [one, two] = [server.database("one"), server.database("two")];
    const key = await running(at(one), fill);
    const before = await opened(at(one), contents);
    const file = path.join(server.folder, "pipeline.dump");
    const dump = ["--format=custom", "--no-acl", "--enable-row-security", `--file=${file}`, one.toString()];
    await run(path.join(programs, "pg_dump"), dump);
    const restore = ["--no-acl", "--exit-on-error", "--single-transaction", `--dbname=${two}`, file];
    await run(path.join(programs, "pg_restore"), restore);
    expect(await opened(at(two), contents)).toEqual(before);
    await running(at(two), (app) => works(app, key));
    await expect(run(path.join(programs, "pg_restore"), restore)).rejects.toThrow("already exists");
  });
});

/** A PostgreSQL as a distribution has it, with two empty databases whose owner is no superuser. */
async function startOwnServer() {
  const server = await startPg15();
  onTestFinished(() => server.end());
  const admin = connect(server.url("postgres", "postgres"), { max: 1 });
  await admin.sql`create role keeper login createrole`;
  for (const name of ["one", "two"]) await admin.sql.unsafe(`create database ${name} owner keeper`);
  await admin.close();
  return { folder: server.folder, database: (name: string) => new URL(server.url("keeper", name)) };
}

/** A new database on the server of the tests. */
async function emptyDatabase(): Promise<URL> {
  const { admin } = inject("testServer");
  const name = `pipeline_restored_${process.pid}`;
  const server = connect({ ...admin, database: "postgres" }, { max: 1 });
  await server.sql.unsafe(`create database ${name}`);
  onTestFinished(async () => {
    await server.sql.unsafe(`drop database ${name} with (force)`);
    await server.close();
  });
  return new URL(databaseUrl(name));
}
