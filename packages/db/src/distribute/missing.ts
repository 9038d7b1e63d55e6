import type { Connection } from "../db";
import type { Database } from "../open";
import type { State } from "./state";
import { literal, quoted } from "../sql-text";

type Logins = Pick<Database, "app" | "owner" | "auth">;

/** What an administrator must run before a database can be sharded; empty where all is there. */
export function missingOf({ nodes }: State): string[] {
  const first = "SELECT citus_set_coordinator_host('<this host>', 5432);";
  const each = "SELECT citus_add_node('<a worker>', 5432);  -- for each worker";
  if (!nodes) return ["CREATE EXTENSION citus;  -- in this database, on every node", first, each];
  return [...(nodes.coordinator ? [] : [first]), ...(nodes.holders > 0 ? [] : [each])];
}

/** The same for logins: without this setting a shard does not hear for whom a transaction speaks, and shows nothing. */
export async function unheardOf(logins: readonly Connection[]): Promise<string[]> {
  const missing = await Promise.all(
    logins.map(async ({ sql }) => {
      const [row] = await sql<{ name: string; mode: string | null }[]>`
        select format('%I', current_user) as name, current_setting('citus.propagate_set_commands', true) as mode`;
      return row && row.mode !== "local" ? [`ALTER ROLE ${row.name} SET citus.propagate_set_commands = 'local';`] : [];
    }),
  );
  return missing.flat();
}

/**
 * The same for the way from the coordinator to the workers, which it goes as the login that asks: each has to be there and to
 * be let in, and the owner makes tables there.
 */
export async function unreached({ owner, app, auth }: Logins): Promise<string[]> {
  const name = await nameOf(owner);
  const fills = await onWorkers(owner, "select case when has_schema_privilege('public', 'create') then 'may' end");
  return [
    ...fills.flatMap(({ node, success, result }) => {
      if (!success) return [letIn(name, node)];
      return result === "may" ? [] : [`GRANT CREATE ON SCHEMA public TO ${quoted(name)};  -- on ${node}`];
    }),
    ...(await Promise.all([app, auth].map((login) => shutOut(owner, login)))).flat(),
  ];
}

async function shutOut(owner: Connection, login: Connection): Promise<string[]> {
  const name = await nameOf(login);
  const known = await onWorkers(owner, `select count(*) from pg_roles where rolname = ${literal(name)}`);
  const asked = await onWorkers(login, "select 1");
  return asked.flatMap(({ node, success }) => {
    if (success) return [];
    const isUnknown = known.some((one) => one.node === node && one.success && one.result === "0");
    if (!isUnknown) return [letIn(name, node)];
    // A worker makes no role by itself, unless it is told to keep it to itself.
    const alone = "SET citus.enable_ddl_propagation TO off;";
    return [`${alone} CREATE ROLE ${quoted(name)} LOGIN PASSWORD '…';  -- on ${node}: the password it has here`];
  });
}

/** Citus looks here for what to say to a worker, and else in the password file of whoever runs the server. */
function letIn(name: string, node: string): string {
  return (
    `INSERT INTO pg_dist_authinfo (nodeid, rolename, authinfo) VALUES (0, ${literal(name)}, 'password=…');` +
    `  -- ${node} does not let it in: that, or a line in .pgpass here, and one in pg_hba.conf there`
  );
}

type Answer = { node: string; success: boolean; result: string };

function onWorkers({ sql }: Connection, command: string): Promise<Answer[]> {
  return sql<Answer[]>`
    select nodename || ':' || nodeport as node, success, result from run_command_on_workers(${command}) order by 1`;
}

async function nameOf({ sql }: Connection): Promise<string> {
  const [row] = await sql<{ name: string }[]>`select current_user as name`;
  return row?.name ?? "";
}
