import type postgres from "postgres";
import { MIGRATION_LOCK } from "./migrate";
import { quoted } from "./sql-text";
import { TABLES } from "./tables";
import { client, type Target } from "./target";

const APP_GRANTS: Record<string, string> = {
  account_settings: "SELECT, INSERT, UPDATE",
  lora_training_jobs: "SELECT, INSERT, UPDATE",
  lora_job_events: "SELECT, INSERT",
  lora_artifacts: "SELECT, INSERT, UPDATE",
  // The ledger: what is written stays.
  lora_cost_records: "SELECT, INSERT",
  // A changed time zone cuts the days anew.
  cost_rollups: "SELECT, INSERT, UPDATE, DELETE",
  job_rollups: "SELECT, INSERT, UPDATE",
  lora_notifications: "SELECT, INSERT, UPDATE",
  inbox_state: "SELECT, INSERT, UPDATE",
  budgets: "SELECT, INSERT, UPDATE, DELETE",
  budget_periods: "SELECT, INSERT, UPDATE, DELETE",
  day_checks: "SELECT, INSERT",
  reratings: "SELECT, INSERT",
  // Like the ledger.
  audit_entries: "SELECT, INSERT",
  prices: "SELECT",
  installation: "SELECT",
};

const ALL_RIGHTS = "SELECT, INSERT, UPDATE, DELETE";
const AUTH_GRANTS: Record<string, string> = {
  users: ALL_RIGHTS,
  sessions: ALL_RIGHTS,
  accounts: ALL_RIGHTS,
  verifications: ALL_RIGHTS,
  api_keys: ALL_RIGHTS,
  rate_limits: ALL_RIGHTS,
  limit_counts: ALL_RIGHTS,
  // It writes down who came and went, and cannot read it.
  audit_entries: "INSERT",
};

/** What requests and the door may do with each table; with others nothing. */
export const GRANTS = { app: APP_GRANTS, auth: AUTH_GRANTS };

/**
 * Tables to which even their owner only adds: no part of Pipeline changes or removes a row. The owner could take the rights
 * back, and a superuser has all of them; this is against a mistake.
 */
export const ONLY_ADDED: readonly string[] = ["price_changes"];

/** Gives the two roles what they need. */
function givings(appRole: string, authRole: string): string[] {
  const [app, auth] = [quoted(appRole), quoted(authRole)];
  return [
    `GRANT USAGE ON SCHEMA public TO ${app}, ${auth}`,
    ...Object.entries(APP_GRANTS).map(([table, rights]) => `GRANT ${rights} ON ${table} TO ${app}`),
    ...Object.entries(AUTH_GRANTS).map(([table, rights]) => `GRANT ${rights} ON ${table} TO ${auth}`),
  ];
}

/** Every right of every role on every table, each in words. */
function rightsOf(appRole: string, authRole: string): { who: string; what: string; may: string }[] {
  return [
    ...Object.entries(APP_GRANTS).map(([what, rights]) => ({ who: appRole, what, rights })),
    ...Object.entries(AUTH_GRANTS).map(([what, rights]) => ({ who: authRole, what, rights })),
  ].flatMap(({ who, what, rights }) => rights.split(", ").map((may) => ({ who, what, may })));
}

/**
 * Gives the two roles what they need and nothing else. By the owner, who holds the migrations' lock; repeatable, and where
 * all is as it should be nothing is sent: in a sharded database that is a statement for every shard. What the previous
 * release needs stays given, since it runs on beside this one while servers are replaced.
 */
export async function grant(tx: postgres.TransactionSql, appRole: string, authRole: string): Promise<void> {
  await bindOwners(tx);
  if (await isExact(tx, appRole, authRole)) return;
  // Others may have tables beside ours. What a role has given on by a right of ours goes with it.
  const taking = `REVOKE ALL ON ${TABLES.join(", ")} FROM ${quoted(appRole)}, ${quoted(authRole)} CASCADE`;
  await giveInOrder(tx, [taking, ...givings(appRole, authRole)]);
}

async function bindOwners(tx: postgres.TransactionSql): Promise<void> {
  const free = await tx<{ table: string; owner: string }[]>`
    select distinct quote_ident(c.relname) as table, quote_ident(r.rolname) as owner
    from pg_class c cross join aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
      join pg_roles r on r.oid = c.relowner and r.oid = a.grantee
    where c.relnamespace = 'public'::regnamespace and c.relname = any(${[...ONLY_ADDED]})
      and a.privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')`;
  for (const { table, owner } of free) await tx.unsafe(`REVOKE UPDATE, DELETE, TRUNCATE ON ${table} FROM ${owner}`);
}

// A sharded database refuses grants on tables that refer to each other over several connections to a node.
async function giveInOrder(tx: postgres.TransactionSql, statements: readonly string[]): Promise<void> {
  await tx`set local citus.multi_shard_modify_mode to 'sequential'`;
  for (const statement of statements) await tx.unsafe(statement);
}

async function isExact(sql: postgres.ISql, appRole: string, authRole: string): Promise<boolean> {
  const given = await sql<{ line: string }[]>`
    select concat_ws(' ', r.rolname, c.relname, a.privilege_type, case when a.is_grantable then 'and may give it' end) as line
    from (
      select oid, relname, relnamespace, relacl as acl from pg_class
      union all
      select t.oid, concat_ws('.', t.relname, attname), t.relnamespace, attacl from pg_attribute join pg_class t on t.oid = attrelid
    ) c cross join aclexplode(c.acl) a join pg_roles r on r.oid = a.grantee
    where c.relnamespace = 'public'::regnamespace and c.oid = any(${[...TABLES]}::regclass[])
      and r.rolname in (${appRole}, ${authRole})`;
  const [schema] = await sql<{ uses: boolean }[]>`
    select has_schema_privilege(${appRole}, 'public', 'usage')
      and has_schema_privilege(${authRole}, 'public', 'usage') as uses`;
  const needed = rightsOf(appRole, authRole).map(({ who, what, may }) => `${who} ${what} ${may}`);
  const lines = new Set(given.map(({ line }) => line));
  return schema?.uses === true && lines.size === needed.length && needed.every((line) => lines.has(line));
}

/**
 * Lets shards hear for whom a transaction speaks and how long it waits for a lock; elsewhere without effect. `distribute`
 * says so where this login may not. Over a connection of its own: what a role is told holds for those opened afterwards.
 */
export async function speakToShards(owner: Target, appRole: string, authRole: string): Promise<void> {
  const sql = client(owner, { max: 1 });
  for (const role of [quoted(appRole), quoted(authRole), "CURRENT_USER"]) {
    await sql.unsafe(`ALTER ROLE ${role} SET citus.propagate_set_commands = 'local'`).catch(() => {});
  }
  await sql.end({ timeout: 5 });
}

const LOOK_MS = 5_000;

/**
 * Gives the rights again when some are gone, until it is stopped: a process of 0.1.0 that is started while a newer one runs
 * takes away those that it does not know of. Later releases leave them alone: this goes once 0.1.0 is no longer the one before.
 */
export function keepGrants(owner: postgres.Sql, appRole: string, authRole: string): { stop(): void } {
  let looking = false;
  const look = async () => {
    if (await isComplete(owner, appRole, authRole)) return;
    await owner.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${MIGRATION_LOCK})`;
      await giveInOrder(tx, givings(appRole, authRole));
    });
  };
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    // A database that does not answer is noticed elsewhere.
    void look()
      .catch(() => {})
      .finally(() => (looking = false));
  }, LOOK_MS).unref();
  return { stop: () => clearInterval(timer) };
}

async function isComplete(sql: postgres.Sql, appRole: string, authRole: string): Promise<boolean> {
  const all = rightsOf(appRole, authRole);
  const column = (name: "who" | "what" | "may") => all.map((one) => one[name]);
  const [missing] = await sql`
    select 1 from unnest(${column("who")}::text[], ${column("what")}::text[], ${column("may")}::text[]) as needed (who, what, may)
    where not has_table_privilege(who, what, may) limit 1`;
  return missing === undefined;
}
