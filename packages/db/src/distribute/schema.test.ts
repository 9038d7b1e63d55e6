import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { loadModule, parseSync } from "libpg-query";
import { beforeAll, describe, expect, test } from "vitest";
import { projectRoot } from "../project-root";
import { createTestDb, type TestDb } from "../testing/index";
import { readState } from "./state";

/** Tables whose first key column is the user, as the database has them. */
let perUser: string[];
let db: TestDb;
beforeAll(async () => {
  db = await createTestDb();
  perUser = [...(await readState(db.owner.sql)).perUser];
});

/** What of a query's rows is there: names of what breaks a rule. */
async function found(query: string): Promise<string[]> {
  const rows = await db.admin.sql.unsafe<{ name: string }[]>(query, [perUser]);
  return rows.map(({ name }) => name);
}
const MINE = "= any (select t::regclass from unnest($1::text[]) as t)";

describe("a table of users' rows", () => {
  test("is every one that has a user_id, but those of the door, and the type is the same everywhere", async () => {
    expect(perUser.length).toBeGreaterThan(12);
    const others = await found(`select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname = 'user_id'
        and not c.oid ${MINE} order by 1`);
    expect(others).toEqual(["accounts", "sessions"]);
    const odd = await found(`select attrelid::regclass::text as name from pg_attribute
      where attname = 'user_id' and attrelid ${MINE} and (atttypid <> 'uuid'::regtype or not attnotnull)`);
    expect(odd).toEqual([]);
  });

  test.each([
    [
      "has user_id first in its keys and in every unique or excluding index",
      `select i.indexrelid::regclass::text as name from pg_index i
        join pg_attribute a on a.attrelid = i.indrelid and a.attname = 'user_id'
        where i.indrelid ${MINE} and (i.indisunique or i.indisexclusion) and i.indkey[0] <> a.attnum`,
    ],
    [
      "refers to users, or with user_id in the same place to another such table",
      `select f.conname as name from pg_constraint f where f.contype = 'f' and f.conrelid ${MINE}
        and f.confrelid <> 'users'::regclass and not (f.confrelid ${MINE} and
          (select attnum from pg_attribute where attrelid = f.conrelid and attname = 'user_id') = f.conkey[1] and
          (select attnum from pg_attribute where attrelid = f.confrelid and attname = 'user_id') = f.confkey[1])`,
    ],
    [
      "is referred to by no other table",
      `select conname as name from pg_constraint where contype = 'f' and confrelid ${MINE} and not conrelid ${MINE}`,
    ],
    [
      "has no foreign key that forgets or waits",
      `select conname as name from pg_constraint where contype = 'f' and conrelid ${MINE}
        and (confdeltype not in ('a', 'c') or confupdtype <> 'a' or condeferrable)`,
    ],
    ["has no trigger", `select tgname as name from pg_trigger where tgrelid ${MINE} and not tgisinternal`],
    ["has no rule", `select rulename as name from pg_rules where (schemaname || '.' || tablename)::regclass ${MINE}`],
    [
      "has indexes that are read backwards, not sorted downwards",
      `select i.indexrelid::regclass::text as name from pg_index i where i.indrelid ${MINE}
        and exists (select 1 from unnest(i.indoption) as option where option <> 0)`,
    ],
    [
      "has no column that counts by itself, and no default but a constant or a random id",
      `select a.attrelid::regclass || '.' || a.attname as name from pg_attribute a
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid ${MINE} and a.attnum > 0 and (a.attidentity <> ''
          or (a.atthasdef and pg_get_expr(d.adbin, d.adrelid) ~ '\\(' and pg_get_expr(d.adbin, d.adrelid) <> 'gen_random_uuid()'))`,
    ],
    [
      "has forced policies: its user's own and the owner's, neither with a sub-select",
      `select c.relname as name from pg_class c where c.oid ${MINE} and (not c.relforcerowsecurity or not c.relrowsecurity
        or array(select polname::text from pg_policy where polrelid = c.oid order by 1) <> '{own,system}'
        or exists (select 1 from pg_policy where polrelid = c.oid and
          coalesce(pg_get_expr(polqual, c.oid), '') || coalesce(pg_get_expr(polwithcheck, c.oid), '') ~* 'select'))`,
    ],
    [
      "is neither a view's nor a part of another table",
      `select c.relname as name from pg_class c where c.oid ${MINE} and (c.relkind <> 'r' or c.relispartition
        or exists (select 1 from pg_depend d join pg_rewrite r on r.oid = d.objid and d.classid = 'pg_rewrite'::regclass
          where d.refobjid = c.oid))`,
    ],
  ])("%s", async (_, query) => {
    expect(await found(query)).toEqual([]);
  });
});

type Made = { file: string; table: string; at: number };

describe("a migration", () => {
  const folder = path.join(projectRoot(), "drizzle");
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .toSorted();
  const statementsOf = (file: string) =>
    readFileSync(path.join(folder, file), "utf8")
      .split("--> statement-breakpoint")
      .map((text) => text.trim());
  const later = files.filter((file) => file > "0002");

  test("sends one statement at a time", async () => {
    await loadModule();
    for (const file of files) {
      const counts = statementsOf(file).map((text) => parseSync(text).stmts?.length ?? 0);
      expect([file, counts.filter((count) => count !== 1)]).toEqual([file, []]);
    }
  });

  test("shards a new table of users' rows where it makes it, before it refers to another such table", () => {
    const names = new Set(perUser.map((name) => name.replace("public.", "")));
    const made: Made[] = later.flatMap((file) =>
      statementsOf(file).flatMap((text, at) => {
        const table = /^CREATE TABLE "(\w+)"/i.exec(text)?.[1];
        return table !== undefined && names.has(table) ? [{ file, table, at }] : [];
      }),
    );
    expect(made.length).toBeGreaterThanOrEqual(3);
    for (const { file, table, at } of made) {
      const statements = statementsOf(file);
      const sharded = statements.findIndex((text) => text.includes(`shard_by_user('${table}')`));
      expect([file, table, sharded > at]).toEqual([file, table, true]);
      const early = statements.slice(0, sharded).filter((text) => {
        const [, child, parent] =
          /^ALTER TABLE "(\w+)" ADD CONSTRAINT.* REFERENCES "public"\."(\w+)"/is.exec(text) ?? [];
        return child === table && names.has(parent ?? "");
      });
      expect([file, early]).toEqual([file, []]);
    }
  });
});
