import { eq } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { APP_ROLE, AUTH_ROLE } from "../roles";
import { jobs, notifications } from "../schema/index";
import { withUser } from "../tenant";
import { createTestDb, installCitus, type TestDb } from "../testing/index";
import { distribute, planDistribution } from "./index";
import { readState } from "./state";

let db: TestDb;
/** Without Citus. */
let plain: TestDb;
beforeAll(async () => {
  [db, plain] = [await createTestDb(), await createTestDb()];
  await ready(db);
});
afterEach(async () => {
  await distribute(db, { undo: true });
  await db.admin.sql.unsafe(`drop table if exists alerts, "it's ""Odd"""`);
});

/** With Citus, its logins as a start leaves them where it is loaded; elsewhere only a superuser may. */
async function ready(one: TestDb): Promise<void> {
  await installCitus(one.admin);
  await speaking(one, "local");
}

/** Whether shards hear what the logins set; a server that another test has started on may have it so for all databases. */
async function speaking({ admin, name }: TestDb, mode: "local" | "none"): Promise<void> {
  for (const role of [APP_ROLE, AUTH_ROLE]) {
    await admin.sql.unsafe(`alter role ${role} in database ${name} set citus.propagate_set_commands = '${mode}'`);
  }
}

const places = async (of = db) => Object.fromEntries((await readState(of.owner.sql)).places);
const constraints = () => db.admin.sql<{ line: string }[]>`
  select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) as line from pg_constraint
  where connamespace = 'public'::regnamespace order by 1`;

/** A job with a notification about it. */
async function addJob(to = db): Promise<string> {
  const userId = await to.createUser();
  const at = "2026-01-01T00:00:00.000Z";
  await withUser(to.app.db, userId, "write", async (tx) => {
    const job = { userId, name: "j", gpuType: "g", gpuCount: 1, unitPrice: "1", queuedAt: at };
    const [row] = await tx.insert(jobs).values(job).returning();
    const told = { userId, type: "job_queued", title: "t", message: "m", priority: "low", createdAt: at } as const;
    await tx.insert(notifications).values({ ...told, jobId: row?.id ?? null, sortAt: at, dedupeKey: "k", version: 1 });
  });
  return userId;
}

describe("a database", () => {
  test("is sharded by user with every foreign key it had, and a second time nothing is done", async () => {
    await addJob();
    const before = [...(await constraints())];
    const { perUser } = await readState(db.owner.sql);
    expect(perUser.length).toBeGreaterThan(12);
    await distribute(db);
    const after = await places();
    expect(after["public.users"]).toBe("reference");
    expect(perUser.map((table) => after[table])).toEqual(perUser.map(() => "sharded"));
    // Of the door's tables those that refer to users are known and stay where they are; the others are not.
    expect(Object.keys(after).filter((table) => after[table] === "local")).toEqual([
      "public.accounts",
      "public.api_keys",
      "public.sessions",
    ]);
    const [groups] = await db.admin.sql`select count(distinct colocationid)::int as count from pg_dist_partition
      where partmethod = 'h'`;
    expect(groups?.["count"]).toBe(1);
    expect([...(await constraints())]).toEqual(before);
    expect(await distribute(db)).toEqual({ change: [], tidy: [] });
  });

  test("has its rows moved once: no table of theirs refers to users while that is put on every node", async () => {
    const { change } = await planDistribution(db);
    const { perUser, references } = await readState(db.owner.sql);
    const before = change.slice(0, change.indexOf("SELECT create_reference_table('public.users')"));
    const toUsers = references.filter(({ table, parent }) => parent === "public.users" && perUser.includes(table));
    expect(toUsers.length).toBeGreaterThan(10);
    expect(before).toEqual(
      expect.arrayContaining(toUsers.map((one) => `ALTER TABLE ${one.table} DROP CONSTRAINT ${one.name}`)),
    );
  });

  test("is turned back, again without effect, and can be sharded once more", async () => {
    const userId = await addJob();
    const before = [...(await constraints())];
    for (let round = 0; round < 2; round += 1) {
      await distribute(db);
      const undone = await distribute(db, { undo: true });
      expect(undone.change.filter((statement) => statement.includes("undistribute_table"))).toEqual([
        "SELECT undistribute_table('public.account_settings', cascade_via_foreign_keys => true)",
        "SELECT undistribute_table('public.audit_entries')",
      ]);
      expect(await places()).toEqual({});
      expect(await distribute(db, { undo: true })).toEqual({ change: [], tidy: [] });
    }
    expect([...(await constraints())]).toEqual(before);
    expect(
      await withUser(db.app.db, userId, "read", (tx) => tx.select().from(jobs).where(eq(jobs.userId, userId))),
    ).toHaveLength(1);
  });

  test("is changed by exactly what a dry run has printed, which changes nothing", async () => {
    const { change, tidy, missing } = await planDistribution(db);
    expect(missing).toEqual([]);
    expect(await places()).toEqual({});
    expect(await distribute(db)).toEqual({ change, tidy });
    const back = await planDistribution(db, { undo: true });
    expect(await distribute(db, { undo: true })).toEqual({ change: back.change, tidy: back.tidy });
  });

  test("takes a table that came without being sharded beside the others the next time", async () => {
    await distribute(db);
    await db.owner
      .sql`create table alerts (user_id uuid not null references users, id uuid, primary key (user_id, id))`;
    const { change } = await distribute(db);
    expect(change.filter((statement) => statement.startsWith("SELECT"))).toEqual([
      "SELECT create_distributed_table('public.alerts', 'user_id', colocate_with => 'public.account_settings')",
    ]);
  });

  test.each([
    ["a trigger", "trigger odd", "after insert on budgets execute function suppress_redundant_updates_trigger()"],
    ["a key without user_id", "unique index odd", "on budgets (name)"],
    ["a policy with a sub-select", "policy odd", "on budgets using (user_id = (select null::uuid))"],
  ])("that has %s is left as it was", async (_, what, how) => {
    await db.admin.sql.unsafe(`create ${what} ${how}`);
    const before = [...(await constraints())];
    await expect(distribute(db)).rejects.toThrow(/^cannot /);
    expect(await places()).toEqual({});
    expect([...(await constraints())]).toEqual(before);
    await db.admin.sql.unsafe(`drop ${what.replace("unique ", "")} ${what.endsWith("index odd") ? "" : "on budgets"}`);
  });

  test("whose foreign key forgets is refused before anything is done", async () => {
    await db.owner.sql`alter table lora_notifications add constraint odd foreign key (user_id, job_id)
      references lora_training_jobs (user_id, id) on delete set null (job_id)`;
    await expect(planDistribution(db)).rejects.toThrow(/^Citus cannot hold the foreign key odd: FOREIGN KEY/);
    await db.owner.sql`alter table lora_notifications drop constraint odd`;
  });

  test("that has lost rows on the way says so, and keeps the old copies", async () => {
    const lossy = await createTestDb();
    await ready(lossy);
    await addJob(lossy);
    await lossy.admin.sql.begin(async (tx) => {
      await tx`set local allow_system_table_mods = on`;
      await tx.unsafe(`create or replace function pg_catalog.truncate_local_data_after_distributing_table(rel regclass)
        returns void language plpgsql as $$ begin raise exception 'too early'; end $$;
        create function pg_catalog.lose() returns event_trigger language plpgsql security definer as $$
        begin delete from lora_notifications; end $$;
        create event trigger lose on ddl_command_end execute function pg_catalog.lose()`);
    });
    await expect(distribute(lossy)).rejects.toThrow(/public.lora_notifications had 1 rows and has 0/);
  });

  test("with names that need quotes is sharded like any other", async () => {
    await db.owner.sql.unsafe(`create table "it's ""Odd""" (user_id uuid not null references users, id uuid,
      constraint "a ""b""" foreign key (user_id, id) references lora_training_jobs (user_id, id), primary key (user_id, id))`);
    await distribute(db);
    expect((await places())[`public."it's ""Odd"""`]).toBe("sharded");
    expect((await constraints()).some(({ line }) => line.includes(`"it's ""Odd""" a "b" FOREIGN KEY`))).toBe(true);
  });
});

describe("what an administrator must run", () => {
  test("is told where there is no Citus, beside what would run", async () => {
    const { missing, change } = await planDistribution(plain);
    expect(missing[0]).toMatch(/^CREATE EXTENSION citus;/);
    expect(change).toContain("SELECT create_reference_table('public.users')");
    await expect(distribute(plain)).rejects.toThrow(/Let an administrator run:\n {2}CREATE EXTENSION citus;/);
  });

  test("is told where no worker is known, and for logins that shards would not hear", async () => {
    const lonely = await createTestDb();
    await installCitus(lonely.admin, 0);
    await speaking(lonely, "none");
    const { missing } = await planDistribution(lonely);
    expect(missing).toEqual([
      "SELECT citus_add_node('<a worker>', 5432);  -- for each worker",
      "ALTER ROLE pipeline_app SET citus.propagate_set_commands = 'local';",
      "ALTER ROLE pipeline_auth SET citus.propagate_set_commands = 'local';",
    ]);
  });

  test("is told for each login that a worker does not know or let in, and where the owner may make no tables", async () => {
    const shut = await createTestDb();
    await ready(shut);
    await shut.admin.sql.begin(async (tx) => {
      await tx`set local allow_system_table_mods = on`;
      await tx`insert into pg_catalog.stand_in_shut values (${APP_ROLE}, 'worker-1'), (${AUTH_ROLE}, 'worker-2'), ('pipeline_owner', 'worker-2')`;
      await tx`insert into pg_catalog.stand_in_answer values
        (${`%pg_roles%${APP_ROLE}%`}, 'worker-1', '0'), ('%has_schema_privilege%', 'worker-1', '')`;
    });
    const { missing } = await planDistribution(shut);
    expect(missing.map((line) => line.replace(/: that, or .*/, ""))).toEqual([
      `GRANT CREATE ON SCHEMA public TO "pipeline_owner";  -- on worker-1:5432`,
      "INSERT INTO pg_dist_authinfo (nodeid, rolename, authinfo) VALUES (0, 'pipeline_owner', 'password=…');  -- worker-2:5432 does not let it in",
      `SET citus.enable_ddl_propagation TO off; CREATE ROLE "pipeline_app" LOGIN PASSWORD '…';  -- on worker-1:5432: the password it has here`,
      "INSERT INTO pg_dist_authinfo (nodeid, rolename, authinfo) VALUES (0, 'pipeline_auth', 'password=…');  -- worker-2:5432 does not let it in",
    ]);
    await expect(distribute(shut)).rejects.toThrow(/Let an administrator run:/);
    expect(await places(shut)).toEqual({});
  });

  test("is nothing to turn back what is not sharded", async () => {
    expect(await distribute(plain, { undo: true })).toEqual({ change: [], tidy: [] });
  });
});

describe("a later migration", () => {
  const table =
    "create table alerts (user_id uuid not null references users, id uuid, job_id uuid, primary key (user_id, id))";
  const toJobs = `alter table alerts add constraint alerts_job_fk foreign key (user_id, job_id)
    references lora_training_jobs (user_id, id)`;

  test.each([
    ["sharded", true],
    ["plain", false],
  ])("makes a table of users' rows on a %s database", async (_, sharded) => {
    if (sharded) await distribute(db);
    await db.owner.sql.unsafe(table);
    await db.owner.sql`select shard_by_user('alerts')`;
    await db.owner.sql.unsafe(toJobs);
    expect((await places())["public.alerts"]).toBe(sharded ? "sharded" : undefined);
  });

  test("that refers to a sharded table before it is sharded itself is refused", async () => {
    await distribute(db);
    await db.owner.sql.unsafe(table);
    await expect(db.owner.sql.unsafe(toJobs)).rejects.toThrow(/not colocated/);
  });
});
