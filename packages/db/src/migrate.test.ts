import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import { distribute } from "./distribute/index";
import { grant, keepGrants } from "./grants";
import { migrate } from "./migrate";
import { openDatabase } from "./open";
import { APP_ROLE, AUTH_ROLE } from "./roles";
import { client } from "./target";
import { createTestDb, createWire, installCitus } from "./testing/index";

const SECRET = "a secret for tests only, 32 characters";
/** As the next release leaves a database behind: one migration more, and a table of its own. */
const NEXT = [
  "insert into drizzle.__drizzle_migrations (hash, created_at) values ('next', 9999999999999)",
  "create table of_the_next (id int)",
  `grant select on of_the_next to ${APP_ROLE}`,
];

/** A database of this test's own, as its owner. */
async function emptyDatabase() {
  const { admin, owner } = inject("testServer");
  const name = `pipeline_test_${randomBytes(6).toString("hex")}`;
  const maintenance = client({ ...admin, database: "postgres" }, { max: 1 });
  await maintenance.unsafe(`create database ${name} owner ${owner.user}`);
  const target = { ...owner, database: name };
  const sql = client(target, { max: 2 });
  onTestFinished(async () => {
    await sql.end();
    await maintenance.unsafe(`drop database ${name} with (force)`);
    await maintenance.end();
  });
  return { target, sql };
}

const canRead = async (sql: ReturnType<typeof client>, table: string) => {
  const [row] = await sql<{ may: boolean }[]>`select has_table_privilege(${APP_ROLE}, ${table}, 'SELECT') as may`;
  return row?.may;
};

test("says how many migrations were new, and of processes that start at once one has done them all", async () => {
  const { target } = await emptyDatabase();
  const both = await Promise.all([migrate(target), migrate(target)]);
  const applied = both.map((one) => one.applied).toSorted((a, b) => a - b);
  expect(applied).toEqual([0, applied[1]]);
  expect(applied[1]).toBeGreaterThan(7);
  expect(await migrate(target)).toEqual({ applied: 0, ahead: false });
});

test("a database of a newer release is left as it is, and what that one has given is not taken back", async () => {
  const { name, admin } = await createTestDb();
  for (const statement of NEXT) await admin.sql.unsafe(statement);
  const { admin: login } = inject("testServer");
  const url = new URL(`postgres://localhost:${login.port}/${name}`);
  url.username = login.user;
  url.password = login.password ?? "";
  if (login.host.startsWith("/")) url.searchParams.set("host", login.host);
  else url.hostname = login.host;
  const database = await openDatabase({ url: url.toString(), dataDir: "unused", secret: SECRET });
  expect(database.migrated).toEqual({ applied: 0, ahead: true });
  expect(await canRead(admin.sql, "of_the_next")).toBe(true);
  await database.close();
});

test("rights that an older release takes away are given again within seconds", async () => {
  const { admin, owner } = await createTestDb();
  const keeping = keepGrants(owner.sql, APP_ROLE, AUTH_ROLE);
  onTestFinished(() => keeping.stop());
  await owner.sql.unsafe(`revoke insert on prices from ${AUTH_ROLE}; revoke select on prices from ${APP_ROLE}`);
  expect(await canRead(admin.sql, "prices")).toBe(false);
  await vi.waitFor(async () => expect(await canRead(admin.sql, "prices")).toBe(true), { timeout: 20_000 });
});

test("rights that are as they should be are left alone, and what is more than that is taken", async () => {
  const { admin, owner, app } = await createTestDb();
  const written = () => admin.sql`select relname, xmin::text from pg_class where relacl is not null order by 1`;
  const again = () => owner.sql.begin((tx) => grant(tx, APP_ROLE, AUTH_ROLE));
  const before = await written();
  await again();
  expect(await written()).toEqual(before);
  await owner.sql.unsafe(`grant delete on lora_cost_records to ${APP_ROLE}`);
  await again();
  const [row] = await admin.sql`select has_table_privilege(${APP_ROLE}, 'lora_cost_records', 'delete') as may`;
  expect(row?.["may"]).toBe(false);
  await owner.sql.unsafe(`grant select on lora_cost_records to ${APP_ROLE} with grant option`);
  await app.sql.unsafe(`grant select on lora_cost_records to ${AUTH_ROLE}`);
  // As a restore with --no-acl leaves it.
  await owner.sql`grant all on price_changes to pipeline_owner`;
  await again();
  const [given] = await admin.sql`
    select has_table_privilege(${APP_ROLE}, 'lora_cost_records', 'select with grant option') as may_give,
      has_table_privilege('pipeline_owner', 'price_changes', 'update, delete, truncate') as owner_may,
      has_table_privilege('pipeline_owner', 'price_changes', 'insert') as owner_adds`;
  expect(given).toEqual({ may_give: false, owner_may: false, owner_adds: true });
});

test("rights on shards are given over one connection to each node, at a start and later", async () => {
  const db = await createTestDb();
  const { admin, owner } = db;
  await installCitus(admin);
  for (const role of [APP_ROLE, AUTH_ROLE]) {
    await admin.sql.unsafe(`alter role ${role} in database ${db.name} set citus.propagate_set_commands = 'local'`);
  }
  await distribute(db);
  const lose = () =>
    owner.sql.begin(async (tx) => {
      await tx`set local citus.multi_shard_modify_mode = 'sequential'`;
      await tx.unsafe(`revoke insert on lora_cost_records from ${APP_ROLE}`);
    });
  const mayInsert = async () => {
    const [row] = await admin.sql`select has_table_privilege(${APP_ROLE}, 'lora_cost_records', 'insert') as may`;
    return row?.["may"] as unknown;
  };
  await lose();
  await owner.sql.begin((tx) => grant(tx, APP_ROLE, AUTH_ROLE));
  expect(await mayInsert()).toBe(true);
  await lose();
  const keeping = keepGrants(owner.sql, APP_ROLE, AUTH_ROLE);
  onTestFinished(() => keeping.stop());
  await vi.waitFor(async () => expect(await mayInsert()).toBe(true), { timeout: 20_000 });
});

test("a table that somebody reads is waited for, and others get at it meanwhile", async () => {
  const { target, sql } = await emptyDatabase();
  await migrate(target, { folder: folderOf(["create table long_read (id int)"]) });
  const folder = folderOf(["create table long_read (id int)", "alter table long_read add column more int"]);
  const reader = await sql.reserve();
  await reader`begin`;
  await reader`select * from long_read`;
  await expect(migrate(target, { folder, tries: 1 })).rejects.toThrow("Nothing was migrated");
  const migrating = migrate(target, { folder });
  const isWaiting = async () => {
    const rows = await reader`select 1 from pg_locks where not granted and relation = 'long_read'::regclass`;
    expect(rows).not.toEqual([]);
  };
  await vi.waitFor(isWaiting, { timeout: 20_000 });
  // Another connection, behind the one that waits.
  expect([...(await sql`select * from long_read`)]).toEqual([]);
  await reader`rollback`;
  reader.release();
  expect(await migrating).toEqual({ applied: 1, ahead: false });
});

test("who holds one table and wants another is let go first, and nobody is told of a deadlock", async () => {
  const { target, sql } = await emptyDatabase();
  const tables = ["create table first (id int)", "create table second (id int)"];
  await migrate(target, { folder: folderOf(tables) });
  const change = "alter table second add column more int; alter table first add column more int";
  const reader = await sql.reserve();
  await reader`begin`;
  await reader`select * from first`;
  const migrating = migrate(target, { folder: folderOf([...tables, change]) });
  const isWaiting = async () => {
    const rows = await sql`select 1 from pg_locks where not granted and relation = 'first'::regclass`;
    expect(rows).not.toEqual([]);
  };
  await vi.waitFor(isWaiting, { timeout: 20_000, interval: 20 });
  // Which the migration has locked, and gives back.
  await reader`select * from second`;
  await reader`commit`;
  reader.release();
  expect(await migrating).toEqual({ applied: 1, ahead: false });
});

test("a try waits for as long as an autovacuum takes to give way, and no longer for anybody else", async () => {
  const { target, sql } = await emptyDatabase();
  const tables = ["create table looked_after (id int)"];
  await migrate(target, { folder: folderOf(tables) });
  const change = folderOf([...tables, "alter table looked_after add column more int"]);
  const waits: number[] = [];
  const wire = await createWire(target, ({ from, text }) => {
    const [, ms] = (from === "client" && /set local lock_timeout = (\d+)/.exec(text)) || [];
    if (ms !== undefined) waits.push(Number(ms));
    return "pass";
  });
  onTestFinished(() => wire.close());
  const tried = async (mode: string) => {
    const holder = await sql.reserve();
    await holder`begin`;
    await holder.unsafe(`lock table looked_after in ${mode} mode`);
    const migrating = migrate({ ...target, host: "127.0.0.1", port: wire.port }, { folder: change, tries: 1 });
    await expect(migrating).rejects.toThrow("a vacuum that does not give way");
    await holder`rollback`;
    holder.release();
    return waits.splice(0)[0];
  };
  const [row] = await sql<{ ms: number }[]>`
    select setting::int as ms from pg_settings where name = 'deadlock_timeout'`;
  expect(await tried("share update exclusive")).toBeGreaterThan(row?.ms ?? Infinity);
  expect(await tried("access share")).toBeLessThan(row?.ms ?? 0);
  // Vacuums of shards are on the workers.
  await sql`create table pg_dist_node ()`;
  expect(await tried("access share")).toBeGreaterThan(row?.ms ?? Infinity);
});

const optionsOf = async (sql: ReturnType<typeof client>, table: string) => {
  const [row] = await sql<{ options: string[] | null }[]>`
    select reloptions as options from pg_class where oid = ${table}::regclass`;
  return row?.options ?? [];
};

test("a vacuum that holds a table keeps nobody from starting: how it is looked after is said at the next start", async () => {
  const { target, sql } = await emptyDatabase();
  await migrate(target);
  expect(await optionsOf(sql, "cost_rollups")).toContain("autovacuum_vacuum_threshold=20000");
  await sql`alter table lora_cost_records reset (autovacuum_freeze_min_age)`;
  await sql`alter table cost_rollups set (autovacuum_vacuum_threshold = 7)`;
  const vacuum = await sql.reserve();
  await vacuum`begin`;
  await vacuum`lock table lora_cost_records in share update exclusive mode`;
  const said: string[] = [];
  const warn = (line: string) => void said.push(line);
  expect(await migrate(target, { warn })).toEqual({ applied: 0, ahead: false });
  expect(said).toEqual([expect.stringContaining(": lora_cost_records.")]);
  await vacuum`rollback`;
  vacuum.release();
  await migrate(target, { warn });
  expect(said).toHaveLength(1);
  expect(await optionsOf(sql, "lora_cost_records")).toContain("autovacuum_freeze_min_age=0");
  // What somebody has chosen is theirs.
  expect(await optionsOf(sql, "cost_rollups")).toContain("autovacuum_vacuum_threshold=7");
});

/** A folder of migrations, a statement each. */
function folderOf(statements: readonly string[]): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "pipeline-migrations-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(path.join(folder, "meta"));
  const entries = statements.map((_, idx) => ({ idx, when: idx + 1, tag: `${idx}`, breakpoints: true }));
  writeFileSync(path.join(folder, "meta", "_journal.json"), JSON.stringify({ entries }));
  for (const [i, statement] of statements.entries()) writeFileSync(path.join(folder, `${i}.sql`), statement);
  return folder;
}
