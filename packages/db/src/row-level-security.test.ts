import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { accountSettings, jobs } from "./schema/index";
import { errorCode, withUser } from "./tenant";
import { createTestDb, type TestDb } from "./testing/index";

let db: TestDb;
let ann: string;
let bob: string;

const job = (userId: string) => ({
  userId,
  id: randomUUID(),
  name: "j",
  gpuType: "g",
  gpuCount: 1,
  unitPrice: "1",
  queuedAt: "2026-01-01T00:00:00.000Z",
});

beforeAll(async () => {
  db = await createTestDb({ scanned: false });
  [ann, bob] = [await db.createUser(), await db.createUser()];
  for (const user of [ann, bob]) {
    await withUser(db.app.db, user, "write", (tx) => tx.insert(jobs).values(job(user)));
  }
});

/** Every table with the rows of one user: its key begins with user_id. */
async function userTables(): Promise<{ name: string; enabled: boolean; forced: boolean; policies: string[] }[]> {
  const rows = await db.admin.sql<{ name: string; enabled: boolean; forced: boolean; policies: string[] }[]>`
    select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
      array(select polname::text from pg_policy where polrelid = c.oid order by 1) as policies
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'user_id'
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not in ('sessions', 'accounts')`;
  return [...rows];
}

describe("row-level security", () => {
  test("is forced on every table with rows of users, with the policies own and system", async () => {
    const tables = await userTables();
    expect(tables.length).toBeGreaterThanOrEqual(11);
    for (const table of tables) {
      expect(table).toEqual({ name: table.name, enabled: true, forced: true, policies: ["own", "system"] });
    }
  });

  test("shows a user their own rows, with no where at all", async () => {
    const seen = await withUser(db.app.db, ann, "read", (tx) => tx.select({ userId: jobs.userId }).from(jobs));
    expect(seen).toEqual([{ userId: ann }]);
  });

  test("lets nobody write or move a row for someone else", async () => {
    const forged = withUser(db.app.db, ann, "write", (tx) => tx.insert(jobs).values(job(bob)));
    await expect(forged.catch((error: unknown) => errorCode(error))).resolves.toBe("42501");
    const moved = withUser(db.app.db, ann, "write", (tx) => tx.update(jobs).set({ userId: bob }));
    await expect(moved.catch((error: unknown) => errorCode(error))).resolves.toBe("42501");
  });

  test("touches nothing of others, with no where at all", async () => {
    const changed = await withUser(db.app.db, ann, "write", (tx) =>
      tx.update(jobs).set({ name: "mine" }).returning({ userId: jobs.userId }),
    );
    expect(changed).toEqual([{ userId: ann }]);
  });

  test("shows nothing without an identity, also on a connection that has had one", async () => {
    for (let i = 0; i < 20; i += 1) {
      await withUser(db.app.db, ann, "read", (tx) => tx.select().from(jobs));
      expect(await db.app.db.select().from(jobs)).toEqual([]);
    }
  });

  test("keeps 400 requests of two users on 8 connections apart", async () => {
    const seen = await Promise.all(
      Array.from({ length: 400 }, async (_, i) => {
        const user = i % 2 === 0 ? ann : bob;
        const rows = await withUser(db.app.db, user, "read", (tx) => tx.select({ userId: jobs.userId }).from(jobs));
        return rows.length === 1 && rows[0]?.userId === user;
      }),
    );
    expect(seen.every(Boolean)).toBe(true);
  });

  test("lets a transaction speak for two users in turn", async () => {
    await db.app.db.transaction(async (tx) => {
      await withUser(tx, ann, "write", async (asAnn) => {
        await withUser(asAnn, bob, "write", (asBob) => asBob.insert(accountSettings).values({ userId: bob }));
        await asAnn.insert(accountSettings).values({ userId: ann });
      });
    });
    const settings = await db.owner.db.select({ userId: accountSettings.userId }).from(accountSettings);
    expect(settings.map((row) => row.userId).sort()).toEqual([ann, bob].sort());
  });

  test("knows whom a transaction speaks for after a savepoint that spoke for another", async () => {
    await db.app.db.transaction(async (tx) => {
      const mine = (user: string) => withUser(tx, user, "read", (as) => as.select({ userId: jobs.userId }).from(jobs));
      expect(await mine(ann)).toEqual([{ userId: ann }]);
      await tx.transaction((savepoint) => withUser(savepoint, bob, "read", (as) => as.select().from(jobs)));
      expect(await mine(ann)).toEqual([{ userId: ann }]);
    });
  });

  test("does not bind the owner's system work", async () => {
    expect(await db.owner.db.select().from(jobs)).toHaveLength(2);
  });
});

describe("the roles", () => {
  test("of requests own nothing and cannot reach the door", async () => {
    const owned = await db.admin.sql`
      select relname from pg_class c join pg_roles r on r.oid = c.relowner
      where rolname in ('pipeline_app', 'pipeline_auth') and c.relkind = 'r'`;
    expect([...owned]).toEqual([]);
    for (const table of ["users", "sessions", "accounts", "api_keys"]) {
      const attempt = db.app.sql.unsafe(`select * from ${table}`);
      await expect(attempt.catch((error: unknown) => errorCode(error))).resolves.toBe("42501");
    }
  });

  test("have a policy for each thing that they may do with what users keep", async () => {
    const open = await db.admin.sql<{ name: string }[]>`
      select c.relname || ' ' || g.privilege_type as name
      from pg_class c cross join lateral aclexplode(c.relacl) g join pg_roles r on r.oid = g.grantee
      where c.relname = any(${(await userTables()).map(({ name }) => name)}) and rolname in ('pipeline_app', 'pipeline_auth')
        and not exists (select from pg_policy p where p.polrelid = c.oid and p.polroles in ('{0}', array[r.oid])
          and p.polcmd in ('*', case g.privilege_type when 'SELECT' then 'r' when 'INSERT' then 'a' when 'UPDATE' then 'w'
            when 'DELETE' then 'd' end::"char"))`;
    expect([...open]).toEqual([]);
    // What no policy binds: nobody but the owner may empty or watch a table.
    const [unbound] = await db.admin.sql<{ count: number }[]>`
      select count(*)::int as count from pg_class c cross join lateral aclexplode(c.relacl) g
      join pg_roles r on r.oid = g.grantee where rolname in ('pipeline_app', 'pipeline_auth')
        and g.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')`;
    expect(unbound?.count).toBe(0);
  });

  test("are bound by row-level security, whoever they could become", async () => {
    const roles = await db.admin.sql`
      select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
        array(select m.roleid::regrole::text from pg_auth_members m where m.member = r.oid) as member_of
      from pg_roles r where rolname in ('pipeline_app', 'pipeline_auth') order by 1`;
    const bound = {
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolreplication: false,
    };
    expect([...roles]).toEqual([
      { rolname: "pipeline_app", ...bound, member_of: [] },
      { rolname: "pipeline_auth", ...bound, member_of: [] },
    ]);
  });

  test("find nothing that runs with the rights of another: views, and functions beyond a list", async () => {
    const views = await db.admin.sql`
      select relname from pg_class where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace
        and not coalesce(reloptions @> '{security_invoker=true}', false)`;
    const functions = await db.admin.sql`
      select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef`;
    expect([[...views], [...functions]]).toEqual([[], []]);
  });

  test("of the door cannot reach what users keep", async () => {
    for (const { name } of await userTables()) {
      const attempt = db.auth.sql.unsafe(`select * from ${name}`);
      await expect(attempt.catch((error: unknown) => errorCode(error))).resolves.toBe("42501");
    }
  });
});

describe("the schema", () => {
  test("can be sharded by user: keys and unique keys hold user_id first, no triggers, no SET NULL", async () => {
    const keys = await db.admin.sql<{ table: string; index: string; columns: string[] }[]>`
      select c.relname as table, x.relname as index,
        array(select a.attname::text from unnest(i.indkey) with ordinality k(n, o)
          join pg_attribute a on a.attrelid = c.oid and a.attnum = k.n order by o) as columns
      from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
      where i.indisunique and c.relname = any(${(await userTables()).map(({ name }) => name)})`;
    expect(keys.length).toBeGreaterThan(11);
    for (const { index, columns } of keys) expect([index, columns[0]]).toEqual([index, "user_id"]);
    const triggers = await db.admin.sql`select tgname from pg_trigger where not tgisinternal`;
    const setNull = await db.admin.sql`select conname from pg_constraint where confdeltype in ('n', 'd')`;
    expect([[...triggers], [...setNull]]).toEqual([[], []]);
  });

  test("keeps every instant to the millisecond", async () => {
    const columns = await db.admin.sql`
      select table_name, column_name from information_schema.columns
      where table_schema = 'public' and data_type like 'timestamp%'
        and (datetime_precision <> 3 or data_type <> 'timestamp with time zone')`;
    expect([...columns]).toEqual([]);
  });
});
