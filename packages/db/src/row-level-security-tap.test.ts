import { getTableName, is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { beforeAll, describe, expect, test } from "vitest";
import { GRANTS, ONLY_ADDED } from "./grants";
import { APP_ROLE, AUTH_ROLE } from "./roles";
import * as schema from "./schema/index";
import { TABLES } from "./tables";
import { createTestDb, type TestDb } from "./testing/index";
import { hasPgTap, withPgTap } from "./testing/pgtap";

if (!hasPgTap) console.warn("Policies are not tested with pgTAP: postgresql-15-pgtap is not installed.");

const OWNER = "pipeline_owner";
const COLUMN_RIGHTS = ["INSERT", "SELECT", "UPDATE"];

/** The tables of users' rows, as the code has them: their keys begin with the user. */
const PER_USER = Object.values(schema).flatMap((table) => {
  const [key] = is(table, PgTable) ? getTableConfig(table).primaryKeys : [];
  return is(table, PgTable) && key?.columns[0]?.name === "userId" ? [getTableName(table)] : [];
});

const names = (all: readonly string[]) => `array[${all.map((name) => `'${name}'`).join(", ")}]::name[]`;
// A literal alone may be a description.
const at = (table: string) => `'public'::name, '${table}'::name`;

const policies = (table: string) => {
  const ruled = `from pg_class where oid = 'public.${table}'::regclass`;
  const own = `from pg_policies where schemaname = 'public' and tablename = '${table}' and policyname = 'own'`;
  return [
    `policies_are(${at(table)}, ${names(["own", "system"])})`,
    `policy_cmd_is(${at(table)}, 'own'::name, 'all')`,
    `policy_cmd_is(${at(table)}, 'system'::name, 'all')`,
    `is((select roles::text ${own}), '{public}', '${table} asks everybody whose rows they are')`,
    `policy_roles_are(${at(table)}, 'system'::name, ${names([OWNER])})`,
    `is((select relrowsecurity and relforcerowsecurity ${ruled}), true, '${table} is ruled, its owner too')`,
    `alike((select qual ${own}), '(user\\_id = %app.user\\_id%', '${table} shows whose rows they are')`,
    `is((select with_check ${own}), (select qual ${own}), '${table} takes what it shows')`,
  ];
};

const rights = (role: string, grants: Record<string, string>) =>
  TABLES.flatMap((table) => {
    const may = grants[table]?.split(", ") ?? [];
    const ofColumns = COLUMN_RIGHTS.filter((right) => may.includes(right));
    return [
      `table_privs_are(${at(table)}, '${role}'::name, ${names(may)})`,
      ...COLUMN_RIGHTS.map(
        (right) =>
          `is(has_any_column_privilege('${role}', 'public.${table}', '${right}'), ${ofColumns.includes(right)}, '${role}: ${right} of a column of ${table}')`,
      ),
    ];
  });

const added = (table: string) => [
  ...["INSERT", "SELECT"].map((right) => mayOwner(table, right, true)),
  ...["UPDATE", "DELETE", "TRUNCATE"].map((right) => mayOwner(table, right, false)),
];
const mayOwner = (table: string, right: string, may: boolean) =>
  `is(has_table_privilege('${OWNER}', 'public.${table}', '${right}'), ${may}, 'the owner: ${right} of ${table}')`;

const ALL = [
  `tables_are('public', ${names(TABLES)})`,
  ...TABLES.map((table) => `table_owner_is(${at(table)}, '${OWNER}'::name)`),
  ...[APP_ROLE, AUTH_ROLE, OWNER].map((role) => `isnt_superuser('${role}')`),
  ...PER_USER.flatMap(policies),
  ...rights(APP_ROLE, GRANTS.app),
  ...rights(AUTH_ROLE, GRANTS.auth),
  ...ONLY_ADDED.flatMap(added),
];

/** What must not go unnoticed. */
const BREAKAGES = [
  ["a policy is gone", "drop policy own on budgets"],
  ["there is another", "create policy open on budgets for select using (true)"],
  ["a policy is somebody else's", `alter policy system on budgets to ${APP_ROLE}`],
  ["a policy lets all in", "alter policy own on budgets using (true)"],
  ["a policy takes all", "alter policy own on budgets with check (true)"],
  ["the owner is not bound", "alter table budgets no force row level security"],
  ["nobody is bound", "alter table budgets disable row level security"],
  ["a table is somebody else's", `alter table budgets owner to ${APP_ROLE}`],
  ["the ledger may be changed", `grant update on lora_cost_records to ${APP_ROLE}`],
  ["a column of the ledger may be changed", `grant update (amount) on lora_cost_records to ${APP_ROLE}`],
  ["the door may read", `grant select on budgets to ${AUTH_ROLE}`],
  ["everybody may read", "grant select on users to public"],
  ["requests may empty a table", `grant truncate on budgets to ${APP_ROLE}`],
  ["requests may read changes of prices", `grant select on price_changes to ${APP_ROLE}`],
  ["the owner may change what is only added to", `grant update on price_changes to ${OWNER}`],
  ["there is a table that nobody knows", "create table public.unknown (user_id uuid)"],
];

let db: TestDb;
beforeAll(async () => {
  if (hasPgTap) db = await createTestDb({ scanned: false });
});

describe.skipIf(!hasPgTap)("pgTAP", () => {
  test("finds policies, owners and rights as the code has them, on every table, and says so where one is not", async () => {
    expect(PER_USER.length).toBeGreaterThanOrEqual(14);
    await withPgTap(db.admin.sql, async (notOk) => {
      expect(await notOk(ALL)).toEqual([]);
      const unnoticed: string[] = [];
      for (const [what = "", statement = ""] of BREAKAGES) {
        if ((await notOk(ALL, [statement])).length === 0) unnoticed.push(what);
      }
      expect(unnoticed).toEqual([]);
    });
  });
});
