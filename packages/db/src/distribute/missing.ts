import type { Connection } from "../db";
import type { State } from "./state";

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
